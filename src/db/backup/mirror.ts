// The mirror keeps off-site copies of an installation's backups: every backup there is, and of the scheduled
// ones the newest, as here. What is missing there is copied, whichever process made it and however long the
// target could not be reached.

import { unlessAborted } from '#lib/deadline.ts'
import type { Log } from '#lib/log.ts'
import type { Backup } from './backup.ts'
import type { Offsite, OffsiteCopy } from './offsite.ts'

export interface MirrorState {
  /** The target, without a key. */
  name: string
  /** The names of the complete copies, as last seen. */
  copies: ReadonlySet<string>
  /** The time of the newest backup that is copied, in epoch ms; null: none is known. */
  newestAt: number | null
  /** The failure of the last pass; null: none. */
  failure: string | null
}

export interface Mirror {
  state(): MirrorState
  /** Copies one backup at most; true where more are missing. A failure is in the state and the log. */
  pass(now: number, stopped: AbortSignal): Promise<boolean>
}

interface MirrorDeps {
  offsite: Offsite
  /** Newest first. */
  list: () => readonly Backup[]
  keep: number
  log: Log
}

/** Listing a bucket costs money, so what is there is remembered. */
const LIST_MS = 60 * 60_000
const RETRY_MS = 60_000

export function createMirror({ offsite, list, keep, log }: MirrorDeps): Mirror {
  let copies: OffsiteCopy[] = []
  let dueAt = 0
  let listedAt = Number.NEGATIVE_INFINITY
  let failure: string | null = null

  const isCopied = ({ name, bytes }: Backup): boolean =>
    copies.some((copy) => copy.name === name && copy.bytes === bytes)

  async function copyNext(now: number, stopped: AbortSignal): Promise<boolean> {
    if (now - listedAt >= LIST_MS) {
      copies = await offsite.list()
      listedAt = now
    }
    const [next, ...more] = wanted(list(), keep).filter((backup) => !isCopied(backup))
    if (next !== undefined) {
      await offsite.put(next, stopped)
      const { path: _, ...copy } = next
      copies = newestFirst([...copies.filter(({ name }) => name !== copy.name), copy])
      log.info('copied a backup', { backup: next.name, to: offsite.name })
    }
    for (const old of copies.filter(isScheduled).slice(keep)) {
      await offsite.remove(old.name)
      copies = copies.filter((copy) => copy !== old)
    }
    return more.length > 0
  }

  return {
    state: () => ({
      name: offsite.name,
      copies: new Set(copies.map(({ name }) => name)),
      newestAt: copies[0]?.created_at ?? null,
      failure,
    }),
    async pass(now, stopped) {
      if (now < dueAt) return false
      try {
        // A target that does not answer, such as a disk that went away, keeps no server from its end.
        const hasMore = await unlessAborted(copyNext(now, stopped), stopped)
        if (failure !== null) log.info('backups are copied again', { to: offsite.name })
        failure = null
        return hasMore
      } catch (error) {
        if (stopped.aborted) return false
        const why = error instanceof Error ? error.message : String(error)
        if (why !== failure) log.error('a backup was not copied', { to: offsite.name, error })
        failure = why
        // A copy may be there or not: it is looked for again.
        listedAt = Number.NEGATIVE_INFINITY
        dueAt = now + RETRY_MS
        return false
      }
    },
  }
}

const isScheduled = ({ kind }: OffsiteCopy): boolean => kind === 'scheduled'

const newestFirst = (copies: OffsiteCopy[]): OffsiteCopy[] =>
  copies.sort((a, b) => (a.name < b.name ? 1 : -1))

/** Those to be copied: a scheduled one that is about to be removed is not. */
function wanted(backups: readonly Backup[], keep: number): Backup[] {
  const dropped = backups.filter(isScheduled).slice(keep)
  return backups.filter((backup) => !dropped.includes(backup))
}
