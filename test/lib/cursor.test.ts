// A cursor leads back to its own list at its own row, or nowhere.

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { decodeCursor, encodeCursor } from '#lib/cursor.ts'

const list = { sort: '-placed_at', filter: { status: ['pending', 'confirmed'], q: 'anna' } }
const shape = ['number', 'string'] as const
const keys = [1_795_305_600_000, 'ord_01jdx4b8zsefz9bnkbsy2yq7rw']
const cursor = encodeCursor(list, keys)

describe('a cursor', () => {
  test('gives back its keys to the same sort and filter', () => {
    expect(decodeCursor(cursor, list, shape)).toEqual([1_795_305_600_000, keys[1] as string])
  })

  test('is one URL-safe word', () => {
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/)
  })

  test('does not mind the order of the filter, nor fields that are undefined', () => {
    const filter = { q: 'anna', customer: undefined, status: ['pending', 'confirmed'] }
    expect(decodeCursor(cursor, { ...list, filter }, shape)).not.toBeNull()
  })

  test('is refused by another sort, another filter and another shape', () => {
    const { filter } = list
    expect(decodeCursor(cursor, { ...list, sort: 'placed_at' }, shape)).toBeNull()
    expect(decodeCursor(cursor, { ...list, filter: {} }, shape)).toBeNull()
    expect(decodeCursor(cursor, { ...list, filter: { ...filter, q: 'ann' } }, shape)).toBeNull()
    expect(
      decodeCursor(
        cursor,
        { ...list, filter: { ...filter, status: ['confirmed', 'pending'] } },
        shape,
      ),
    ).toBeNull()
    expect(decodeCursor(cursor, list, ['string', 'string'])).toBeNull()
    expect(decodeCursor(cursor, list, ['number'])).toBeNull()
    expect(decodeCursor(cursor, list, ['number', 'string', 'string'])).toBeNull()
  })

  test('is refused when any one character is changed, dropped or added', () => {
    for (let at = 0; at < cursor.length; at++) {
      for (const other of ['A', 'b', '0', '_', '=', '!', ' ', '\0']) {
        const [head, tail] = [cursor.slice(0, at), cursor.slice(at + 1)]
        if (cursor[at] !== other) expect(decodeCursor(head + other + tail, list, shape)).toBeNull()
        expect(decodeCursor(`${head}${other}${cursor.slice(at)}`, list, shape)).toBeNull()
        expect(decodeCursor(head + tail, list, shape)).toBeNull()
      }
    }
  })

  test('is refused when it is no cursor at all', () => {
    const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const text of ['', 'null', 'x', json(null), json({}), json([]), json([1, 2, 'x'])]) {
      expect(decodeCursor(text, list, shape)).toBeNull()
    }
    expect(decodeCursor('A'.repeat(1_000_000), list, shape)).toBeNull()
    expect(decodeCursor(json(Array(1000).fill([])), list, shape)).toBeNull()
  })

  test('is refused when a sealed key is nothing a database takes', () => {
    for (const [forged, kind] of [
      [1.5, 'number'],
      [2 ** 53, 'number'],
      ['a\0b', 'string'],
    ] as const) {
      expect(decodeCursor(encodeCursor(list, [forged]), list, [kind])).toBeNull()
    }
  })

  test('carries any text and any whole number', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 200 })
      .filter((s) => !s.includes('\0') && s.isWellFormed())
    fc.assert(
      fc.property(fc.maxSafeInteger(), text, (number, string) => {
        const key = number + 0
        expect(decodeCursor(encodeCursor(list, [key, string]), list, shape)).toEqual([key, string])
      }),
    )
  })
})
