// What keeps a node from serving, and what a node warns of that serves on.

import { expect, test } from 'bun:test'
import { createReadiness } from '#http/readiness.ts'

const MB = 1024 * 1024

test('a full disk is an obstacle until it is freed, and a slow one a warning', async () => {
  let free: number | null = null
  let isDiskSlow = false
  const readiness = createReadiness({
    write: async () => {},
    freeBytes: async () => free,
    isDiskSlow: () => isDiskSlow,
    committedHead: async () => 1,
    deliveredHead: () => 1,
  })
  const found = async () => [await readiness.obstacles(), readiness.warning()]
  expect(await found()).toEqual([[], null])
  free = MB - 1
  expect(await found()).toEqual([['the disk is full'], null])
  free = MB
  isDiskSlow = true
  expect(await found()).toEqual([[], 'slow disk: commits take more than a second'])
})
