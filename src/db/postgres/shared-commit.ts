// Works of one turn share a transaction and its COMMIT: a commit waits for the disk, and a row that many of them
// change, such as the counter of order numbers, is locked until then. Their statements are sent without waiting
// for one another, so that a round trip to the server serves all. Where one work is refused, the group is rolled
// back and runs again one by one, each behind a savepoint. Works of a group lock rows in no common order, so two
// groups may wait for each other, and each that waits keeps the rows of all its works locked: a work that waits
// for another transaction ends its group, and those that are not done run alone.

import { DatabaseUnavailable, LockTimeout } from '#db/errors.ts'
import type { Tx } from '#db/port.ts'
import { Interrupted } from './errors.ts'
import type { Ask } from './session.ts'

type Work<T> = (tx: Tx) => Promise<T>

interface SharedCommitOptions {
  /** Opens a transaction, hands it to `talk` and commits it; a throw of `talk` rolls back. */
  inTransaction<T>(talk: (ask: Ask) => Promise<T>): Promise<T>
  /** Runs one work on an open transaction; throws where it may not be committed. */
  runOn<T>(ask: Ask, work: Work<T>): Promise<T>
  /** Runs one work in a transaction of its own. */
  alone<T>(work: Work<T>): Promise<T>
  /** Called after each commit of a group, before its callers are answered. */
  onCommit(): void
}

/** More works keep their rows locked for longer than they save. */
const GROUP_MAX = 64
/** A group that takes longer does not keep the next one waiting. */
const OVERTAKEN_AFTER_MS = 250
/** A work waits for a row no longer than this within a group. */
const LOCK_WAIT_MS = 100

interface Job {
  /** Resolves with the function that answers the caller, after the commit. */
  run(ask: Ask): Promise<() => void>
  refuse(error: unknown): void
  runAlone(): void
}

/** A runner of works that may run at the same time in one transaction (WriteOptions). */
export function sharedCommit({ inTransaction, runOn, alone, onCommit }: SharedCommitOptions) {
  const queue: Job[] = []
  let isTaken = false

  function write<T>(work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      queue.push({
        async run(ask) {
          const value = await runOn(ask, work)
          return () => resolve(value)
        },
        refuse: reject,
        runAlone: () => void alone(work).then(resolve, reject),
      })
      schedule()
    })
  }

  function schedule(): void {
    if (isTaken || queue.length === 0) return
    isTaken = true
    setImmediate(() => void next())
  }

  async function next(): Promise<void> {
    let isOver = false
    function free(): void {
      if (isOver) return
      isOver = true
      isTaken = false
      schedule()
    }
    const timer = setTimeout(free, OVERTAKEN_AFTER_MS)
    await commitTogether(queue.splice(0, GROUP_MAX))
    clearTimeout(timer)
    free()
  }

  async function commitTogether(jobs: readonly Job[]): Promise<void> {
    const [first] = jobs
    if (jobs.length === 1) return first?.runAlone()
    try {
      const answers = (await runAtOnce(jobs)) ?? (await runOneByOne(jobs))
      onCommit()
      for (const answer of answers) answer()
    } catch (error) {
      for (const job of jobs) {
        // A group that was interrupted or waited left nothing; for other errors it is unknown whether it was kept.
        if (isWait(error)) job.runAlone()
        else job.refuse(error)
      }
    }
  }

  /** null: one of them did not succeed, and the group is rolled back. */
  async function runAtOnce(jobs: readonly Job[]): Promise<(() => void)[] | null> {
    try {
      return await inTransaction(async (ask) => {
        await limitWaits(ask)
        const ends = await Promise.allSettled(jobs.map((job) => job.run(ask)))
        const answers = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
        if (answers.length === jobs.length) return answers
        const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
        throw reasons.find(isWait) ?? new Refused()
      })
    } catch (error) {
      if (error instanceof Refused) return null
      throw error
    }
  }

  const runOneByOne = (jobs: readonly Job[]): Promise<(() => void)[]> =>
    inTransaction(async (ask) => {
      await limitWaits(ask)
      const answers: (() => void)[] = []
      let hasWaited = false
      for (const job of jobs) {
        const answer: (() => void) | null = hasWaited ? null : await runApart(ask, job)
        hasWaited = answer === null
        answers.push(answer ?? job.runAlone)
      }
      return answers
    })

  /**
   * The function that answers the caller after the commit, null where the work had to wait. Throws where the
   * transaction is lost.
   */
  async function runApart(ask: Ask, job: Job): Promise<(() => void) | null> {
    await ask('SAVEPOINT work')
    try {
      return await job.run(ask)
    } catch (error) {
      if (error instanceof Interrupted && error.isConnectionLost) throw error
      await ask('ROLLBACK TO work')
      if (isWait(error)) return null
      if (error instanceof DatabaseUnavailable) throw error
      return () => job.refuse(error)
    }
  }

  return { write }
}

class Refused extends Error {}

/** The transaction was rolled back because of another one. */
const isWait = (error: unknown): boolean =>
  error instanceof LockTimeout || error instanceof Interrupted

const limitWaits = (ask: Ask) => ask(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`)
