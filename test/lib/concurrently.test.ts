// Items of a stream are worked on in their order, a bounded number at a time.

import { expect, test } from 'bun:test'
import { forEachConcurrently } from '#lib/concurrently.ts'

test('works on no more items at a time than allowed, in their order', async () => {
  async function* numbers() {
    for (let n = 0; n < 20; n++) yield n
  }
  const begun: number[] = []
  const ends: (() => void)[] = []
  const done = forEachConcurrently(numbers(), 3, (n) => {
    begun.push(n)
    return new Promise<void>((resolve) => ends.push(resolve))
  })
  const most: number[] = []
  for (let ended = 0; ended < 20; ended++) {
    await new Promise((resolve) => setImmediate(resolve))
    most.push(begun.length - ended)
    ends[ended]?.()
  }
  await done
  expect(begun).toEqual(Array.from({ length: 20 }, (_, n) => n))
  expect(Math.max(...most)).toBe(3)
})

test('the first error ends the stream and is thrown', async () => {
  let isEnded = false
  let read = 0
  async function* numbers() {
    try {
      for (;;) yield read++
    } finally {
      isEnded = true
    }
  }
  const failing = forEachConcurrently(numbers(), 4, async (n) => {
    if (n === 10) throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await new Promise((resolve) => setImmediate(resolve))
  expect(isEnded).toBe(true)
  expect(read).toBeLessThan(20)
})
