// Slow commits of a disk, as episodes: one line in the log when an episode begins and one, with the count of slow
// commits, when it has ended.

import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

export interface DiskWatch {
  committed(tookMs: number): void
  /** True within an episode. */
  readonly isSlow: boolean
  /** Slow commits since the start. */
  readonly slowCommits: number
}

/** A commit that takes longer is slow: fsync takes up to 50 ms on a busy disk. */
const SLOW_COMMIT_MS = 1_000
/** An episode ends with the first fast commit after this time without a slow one. */
const QUIET_MS = 10_000

interface Episode {
  beganAt: number
  lastAt: number
  commits: number
  longestMs: number
}

export function watchDisk({ clock, log }: { clock: Clock; log: Log }): DiskWatch {
  let episode: Episode | null = null
  let slowCommits = 0

  function slow(tookMs: number, now: number): void {
    slowCommits += 1
    if (episode === null) log.warn('slow disk', { tookMs })
    const { beganAt, commits, longestMs } = episode ?? { beganAt: now, commits: 0, longestMs: 0 }
    const longest = Math.max(longestMs, tookMs)
    episode = { beganAt, lastAt: now, commits: commits + 1, longestMs: longest }
  }

  function fast(now: number): void {
    if (episode === null || now - episode.lastAt < QUIET_MS) return
    const { beganAt, commits, longestMs } = episode
    log.info('slow disk: over', { commits, longestMs, ms: now - beganAt })
    episode = null
  }

  return {
    committed(took) {
      const tookMs = Math.round(took)
      if (tookMs >= SLOW_COMMIT_MS) slow(tookMs, clock.now())
      else fast(clock.now())
    },
    get isSlow() {
      return episode !== null
    },
    get slowCommits() {
      return slowCommits
    },
  }
}
