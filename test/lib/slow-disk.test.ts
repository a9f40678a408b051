// Slow commits are one line for an episode, not one for each.

import { expect, test } from 'bun:test'
import { createLog } from '#lib/log.ts'
import { watchDisk } from '#lib/slow-disk.ts'
import { fakeClock } from '../helpers/clock.ts'

const SECOND = 1_000

function watched() {
  const lines: string[] = []
  const clock = fakeClock(1_795_000_000_000)
  const log = createLog({ level: 'info', format: 'json', write: (line) => void lines.push(line) })
  const said = () =>
    lines.splice(0).map((line) => {
      const { msg, level, time: _, ...fields } = JSON.parse(line)
      return [level, msg, fields]
    })
  return { clock, disk: watchDisk({ clock, log }), said }
}

test('an episode is logged once when it begins, and once with its count when it is over', () => {
  const { clock, disk, said } = watched()
  disk.committed(999)
  expect([disk.isSlow, said()]).toEqual([false, []])
  disk.committed(1_000.4)
  expect([disk.isSlow, said()]).toEqual([true, [['warn', 'slow disk', { tookMs: 1_000 }]]])
  for (const tookMs of [3_000, 2, 1_500, 2]) {
    clock.advance(4 * SECOND)
    disk.committed(tookMs)
  }
  expect([disk.isSlow, disk.slowCommits, said()]).toEqual([true, 3, []])
  clock.advance(6 * SECOND)
  disk.committed(2)
  expect([disk.isSlow, said()]).toEqual([
    false,
    [['info', 'slow disk: over', { commits: 3, longestMs: 3_000, ms: 22 * SECOND }]],
  ])
  disk.committed(2)
  disk.committed(5_000)
  expect([disk.slowCommits, said()]).toEqual([4, [['warn', 'slow disk', { tookMs: 5_000 }]]])
})
