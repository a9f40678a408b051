// Texts come back as they were packed, with each dictionary that they may have been packed with.

import { expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { createPacking } from '#lib/packing.ts'

const first = '{"order":{"id":"","status":"pending","payment_status":"unpaid"}}'
const text = `${first.repeat(20)}é€😀`

test('a text comes back, a short one without compression', () => {
  const { pack, unpack } = createPacking([first])
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constant(text))
  fc.assert(
    fc.property(anyText, (one) => {
      expect(unpack(pack(one))).toBe(one)
    }),
  )
  expect([...pack('é')]).toEqual([0, 0xc3, 0xa9])
  expect(pack(text).length).toBeLessThan(text.length / 10)
})

test('long texts come back, also those that zstd cannot shorten', () => {
  const { pack, unpack } = createPacking([first])
  // Its output is taken in pieces of 64 KB: some of these end where a piece ends.
  for (let length = 65_400; length < 65_560; length += 1) {
    const one = randomBytes(length).toString('base64').slice(0, length)
    expect(unpack(pack(one)) === one).toBe(true)
  }
  const long = randomBytes(1_000_000).toString('base64')
  expect(unpack(pack(long)) === long).toBe(true)
  // A packing leaves nothing to the next one.
  expect(pack(text)).toEqual(createPacking([first]).pack(text))
})

test('a text is read with the dictionary it was packed with', () => {
  const packed = createPacking([first]).pack(text)
  const both = createPacking([first, `${first}"fulfillment_status":"unfulfilled"`])
  expect([packed[0], both.pack(text)[0]]).toEqual([1, 2])
  expect(both.unpack(packed)).toBe(text)
  expect(both.unpack(both.pack(text))).toBe(text)
  expect(() => createPacking([first]).unpack(both.pack(text))).toThrow('dictionary 2')
})
