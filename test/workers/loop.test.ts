// A worker's time: one pass after the other, more at once where more is waiting, none after the stop.

import { expect, test } from 'bun:test'
import { startLoop, startPeriodic } from '#workers/loop.ts'

const NEVER_MS = 1_000_000

function unexpected(error: unknown): never {
  throw error
}

/** A pass that tells when it runs, and ends when the test says so. */
function steered() {
  let began: () => void = () => {}
  let end: (hasMore: boolean) => void = () => {}
  let fail: (error: Error) => void = () => {}
  let running = 0
  return {
    pass() {
      running += 1
      expect(running).toBe(1)
      began()
      return new Promise<boolean>((resolve, reject) => {
        end = (hasMore) => {
          running -= 1
          resolve(hasMore)
        }
        fail = (error) => {
          running -= 1
          reject(error)
        }
      })
    },
    nextBegin: () =>
      new Promise<void>((resolve) => {
        began = resolve
      }),
    end: (hasMore: boolean) => end(hasMore),
    fail: (error: Error) => fail(error),
  }
}

test('a full batch is followed by another at once', async () => {
  const { pass, nextBegin, end } = steered()
  const first = nextBegin()
  const loop = startLoop({ everyMs: NEVER_MS, pass, onError: unexpected })
  await first
  const second = nextBegin()
  end(true)
  await second
  end(false)
  await loop.stop()
})

test('a wake-up during a pass is not lost, and passes never overlap', async () => {
  const { pass, nextBegin, end } = steered()
  const first = nextBegin()
  const loop = startLoop({ everyMs: NEVER_MS, pass, onError: unexpected })
  await first
  loop.wake()
  const second = nextBegin()
  end(false)
  await second
  end(false)
  await loop.stop()
})

test('a pass that fails is told and the next one comes', async () => {
  const { pass, nextBegin, end, fail } = steered()
  const errors: unknown[] = []
  const first = nextBegin()
  const loop = startLoop({ everyMs: 1, pass, onError: (error) => errors.push(error) })
  await first
  const second = nextBegin()
  fail(new Error('away'))
  await second
  expect(errors).toEqual([new Error('away')])
  end(false)
  await loop.stop()
})

test('stop waits for the pass that is under way and starts no other', async () => {
  const { pass, nextBegin, end } = steered()
  const first = nextBegin()
  const loop = startLoop({ everyMs: 1, pass, onError: unexpected })
  await first
  const stopped = loop.stop()
  loop.wake()
  end(true)
  await stopped
})

test('periodic work gets the time, is woken, and stops after its last pass', async () => {
  const { pass, nextBegin, end } = steered()
  const calls: string[] = []
  let wake = () => {}
  const first = nextBegin()
  const running = startPeriodic(
    [
      {
        name: 'probe',
        everyMs: NEVER_MS,
        pass(now) {
          calls.push(`pass at ${now}`)
          return pass()
        },
        wakeOn(wakeLoop) {
          wake = wakeLoop
          return () => calls.push('unregistered')
        },
        async stop() {
          calls.push('stopped')
        },
      },
    ],
    { now: () => 7, onError: (_, error) => unexpected(error) },
  )
  await first
  wake()
  const second = nextBegin()
  end(false)
  await second
  const stopped = running.stop()
  end(false)
  await stopped
  expect(calls).toEqual(['pass at 7', 'pass at 7', 'unregistered', 'stopped'])
})

test('a failure of periodic work is reported under its name', async () => {
  const errors: [string, unknown][] = []
  const work = { name: 'probe', everyMs: NEVER_MS, pass: () => Promise.reject(new Error('away')) }
  const reported = Promise.withResolvers<void>()
  const running = startPeriodic([work], {
    now: () => 0,
    onError: (name, error) => {
      errors.push([name, error])
      reported.resolve()
    },
  })
  await reported.promise
  await running.stop()
  expect(errors).toEqual([['probe', new Error('away')]])
})
