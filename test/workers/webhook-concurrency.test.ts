import { expect, test } from 'bun:test'
import { createPlaces, type Places } from '#workers/webhook-concurrency.ts'

const fill = (places: Places, id: string): number => {
  const room = places.roomFor(id, 0)
  for (let i = 0; i < room; i++) places.take(id)
  return room
}

test('an endpoint that answers fast earns places, up to a bound', () => {
  const places = createPlaces()
  const first = fill(places, 'a')
  for (let i = 0; i < 1_000; i++) {
    places.giveBack('a', true)
    places.take('a')
  }
  expect(first + fill(places, 'a')).toBe(50)
  expect(places.roomFor('a', 0)).toBe(0)
})

test('one that is slow or fails keeps a single place until it is fast again', () => {
  const places = createPlaces()
  const first = fill(places, 'a')
  for (let i = 0; i < first; i++) places.giveBack('a', false)
  expect(fill(places, 'a')).toBe(1)
  places.giveBack('a', true)
  expect(places.roomFor('a', 0)).toBe(2)
})

test('all endpoints together never have more than there are', () => {
  const places = createPlaces()
  let used = 0
  for (let i = 0; i < 100; i++) used += fill(places, `endpoint ${i}`)
  expect(used).toBe(200)
})

test('what is promised to others in the same round counts', () => {
  const places = createPlaces()
  expect(places.roomFor('a', 195)).toBe(5)
  expect(places.roomFor('b', 200)).toBe(0)
})
