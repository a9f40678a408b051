import { expect, test } from 'bun:test'
import { type Concurrency, createConcurrency } from '#workers/webhook-concurrency.ts'

const fill = (concurrency: Concurrency, id: string): number => {
  const room = concurrency.available(id, 0)
  for (let i = 0; i < room; i++) concurrency.begin(id)
  return room
}

test('an endpoint that answers fast earns concurrency, up to a bound', () => {
  const concurrency = createConcurrency()
  const first = fill(concurrency, 'a')
  for (let i = 0; i < 1_000; i++) {
    concurrency.end('a', true)
    concurrency.begin('a')
  }
  expect(first + fill(concurrency, 'a')).toBe(50)
  expect(concurrency.available('a', 0)).toBe(0)
})

test('one that is slow or fails keeps a single attempt until it is fast again', () => {
  const concurrency = createConcurrency()
  const first = fill(concurrency, 'a')
  for (let i = 0; i < first; i++) concurrency.end('a', false)
  expect(fill(concurrency, 'a')).toBe(1)
  concurrency.end('a', true)
  expect(concurrency.available('a', 0)).toBe(2)
})

test('all endpoints together have 200 attempts at most', () => {
  const concurrency = createConcurrency()
  let used = 0
  for (let i = 0; i < 100; i++) used += fill(concurrency, `endpoint ${i}`)
  expect(used).toBe(200)
})

test('a reservation for others in the same round counts', () => {
  const concurrency = createConcurrency()
  expect(concurrency.available('a', 195)).toBe(5)
  expect(concurrency.available('b', 200)).toBe(0)
})
