// When backups are made and which are kept: by the clock alone, on a list in memory.

import { expect, test } from 'bun:test'
import { scheduledBackups } from '#workers/backups.ts'
import { fakeClock } from '../helpers/clock.ts'

const HOUR_MS = 60 * 60_000
const NOON = Date.UTC(2026, 10, 22, 12)

interface Kept {
  created_at: number
}

function shelf(options: { keep?: number; kept?: Kept[] } = {}) {
  const clock = fakeClock(NOON)
  let kept = options.kept ?? []
  const pass = scheduledBackups<Kept>({
    schedule: '0 3 * * *',
    keep: options.keep ?? 7,
    clock,
    list: () => kept,
    create: async (created_at) => {
      const made = { created_at }
      kept = [made, ...kept]
      return made
    },
    remove: (old) => {
      kept = kept.filter((one) => one !== old)
    },
  })
  return {
    clock,
    pass: () => pass(clock.now()),
    times: () => kept.map(({ created_at }) => new Date(created_at).toISOString()),
  }
}

test('a backup is made when its hour has come, once', async () => {
  const { clock, pass, times } = shelf()
  expect(await pass()).toBe(false)
  clock.advance(15 * HOUR_MS - 1)
  expect(await pass()).toBe(false)
  clock.advance(1)
  expect(await pass()).toBe(true)
  expect(await pass()).toBe(false)
  expect(times()).toEqual(['2026-11-23T03:00:00.000Z'])
})

test('one that was missed while the server was down is made at its start', async () => {
  const { pass, times } = shelf({ kept: [{ created_at: NOON - 50 * HOUR_MS }] })
  expect(await pass()).toBe(true)
  expect(await pass()).toBe(false)
  expect(times()).toHaveLength(2)
})

test('the oldest go when there are more than are to be kept', async () => {
  const { clock, pass, times } = shelf({ keep: 2 })
  for (let day = 0; day < 4; day++) {
    clock.advance(24 * HOUR_MS)
    await pass()
  }
  expect(times()).toEqual(['2026-11-26T12:00:00.000Z', '2026-11-25T12:00:00.000Z'])
})

test('one that fails removes nothing and is tried again', async () => {
  const clock = fakeClock(NOON)
  const kept = [{ created_at: NOON - 48 * HOUR_MS }, { created_at: NOON - 72 * HOUR_MS }]
  let attempts = 0
  const pass = scheduledBackups<Kept>({
    schedule: '0 3 * * *',
    keep: 1,
    clock,
    list: () => kept,
    create: async () => {
      attempts += 1
      throw new Error('the disk is full')
    },
    remove: () => expect.unreachable(),
  })
  await expect(pass(clock.now())).rejects.toThrow('the disk is full')
  await expect(pass(clock.now())).rejects.toThrow('the disk is full')
  expect(attempts).toBe(2)
})
