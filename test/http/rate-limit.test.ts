import { describe, expect, test } from 'bun:test'
import { createLimiter } from '#http/rate-limit.ts'
import { fakeClock } from '../helpers/clock.ts'

const open = (count: number, perMs: number) => {
  const clock = fakeClock()
  const limiter = createLimiter({ count, perMs }, clock)
  const take = (key = 'a'): number | 'in' => {
    try {
      limiter.take(key)
      return 'in'
    } catch (error) {
      return (error as { details: { retry_after: number } }).details.retry_after
    }
  }
  return { clock, take }
}

describe('a rate', () => {
  test('lets a whole bucket in at once, then one at a time', () => {
    const { clock, take } = open(3, 60_000)
    expect([take(), take(), take(), take()]).toEqual(['in', 'in', 'in', 20])
    clock.advance(20_000)
    expect([take(), take()]).toEqual(['in', 20])
    clock.advance(60_000)
    expect([take(), take(), take(), take()]).toEqual(['in', 'in', 'in', 20])
  })

  test('is each key’s own', () => {
    const { take } = open(1, 1000)
    expect([take('a'), take('b'), take('a')]).toEqual(['in', 'in', 1])
  })

  test('does not make a refusal wait longer', () => {
    const { clock, take } = open(1, 10_000)
    take()
    for (let i = 0; i < 100; i++) expect(take()).toBe(10)
    clock.advance(10_000)
    expect(take()).toBe('in')
  })

  test('locks nobody out when the clock is set back', () => {
    const { clock, take } = open(2, 1000)
    expect([take(), take()]).toEqual(['in', 'in'])
    clock.advance(-86_400_000)
    expect(take()).toBe(1)
    clock.advance(1000)
    expect(take()).toBe('in')
  })

  test('of none lets everybody in', () => {
    const limiter = createLimiter(null, fakeClock())
    for (let i = 0; i < 1000; i++) limiter.take('a')
  })

  test('remembers no more keys than it has room for', () => {
    const { take } = open(1, 60_000)
    for (let i = 0; i < 100_001; i++) take(String(i))
    // The oldest gave way; the newest are still counted.
    expect([take('0'), take('100000')]).toEqual(['in', 60])
  })
})
