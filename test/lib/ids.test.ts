// Our ids against the reference implementation of TypeID.

import { describe, expect, test } from 'bun:test'
import { fromString, toUUID } from 'typeid-js'
import { firstIdAt, type IdPrefix, idOf, isId, newId, systemIds, writeUuid } from '#lib/ids.ts'
import { countingIds } from '../helpers/ids.ts'

const PREFIXES = (
  'ord lin prd cus pay txn ref ful ret dsc fee shp crd cpn evt whk dlv key loc viw ses req' as const
).split(' ') as IdPrefix[]

const known = (prefix: IdPrefix, text: string): boolean => {
  try {
    fromString(text, prefix)
    return true
  } catch {
    return false
  }
}

describe('newId', () => {
  for (const prefix of PREFIXES) {
    test(`makes a TypeID of a UUIDv7 for ${prefix}`, () => {
      const id = newId(prefix)
      expect(id).toMatch(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`))
      expect(known(prefix, id)).toBe(true)
      expect(isId(prefix, id)).toBe(true)
      expect(toUUID(fromString(id, prefix))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    })
  }

  test('never makes the same id twice, sorts as made, and carries the time it was made', () => {
    const from = Date.now()
    const made = Array.from({ length: 10_000 }, () => systemIds().next('evt'))
    const to = Date.now()
    expect(new Set(made).size).toBe(made.length)
    expect(made.toSorted()).toEqual(made)
    for (const id of [made[0]!, made[made.length - 1]!]) {
      const ms = Number.parseInt(toUUID(fromString(id, 'evt')).replaceAll('-', '').slice(0, 12), 16)
      // The maker may run a little ahead of the clock when many ids fall into one millisecond.
      expect(ms).toBeGreaterThanOrEqual(from)
      expect(ms).toBeLessThanOrEqual(to + 1000)
    }
  })
})

test('an id is its UUID in 16 bytes and back', () => {
  const ids = Array.from({ length: 1_000 }, () => newId('ord'))
  for (const id of [...ids, `ord_${'0'.repeat(26)}`, `ord_7${'z'.repeat(25)}`]) {
    const uuid = Buffer.alloc(16)
    writeUuid(id, uuid)
    expect(uuid.toString('hex')).toBe(toUUID(fromString(id, 'ord')).replaceAll('-', ''))
    expect(idOf('ord', uuid)).toBe(id)
  }
})

test('the first id of a moment sorts after every id before it and before every later one', () => {
  expect(firstIdAt('ord', 0)).toBe(`ord_${'0'.repeat(26)}`)
  expect(firstIdAt('ord', 33)).toBe(`ord_0000000011${'0'.repeat(16)}`)
  expect(firstIdAt('ord', 2 ** 48 - 1)).toBe(`ord_7zzzzzzzzz${'0'.repeat(16)}`)
  const made = newId('ord')
  expect(firstIdAt('ord', Date.now() - 60_000) < made).toBe(true)
  expect(firstIdAt('ord', Date.now() + 60_000) > made).toBe(true)
})

describe('isId', () => {
  const id = newId('ord')
  const suffix = id.slice(4)

  test('agrees with the reference on well-formed and malformed ids', () => {
    const texts = [
      id,
      newId('lin'),
      suffix,
      `ord-${suffix}`,
      `ord__${suffix}`,
      `xord_${suffix}`,
      `ord_${suffix}0`,
      `ord_${suffix.slice(1)}`,
      `ord_8${suffix.slice(1)}`,
      `ord_7${'z'.repeat(25)}`,
      `ord_${'0'.repeat(26)}`,
      `ord_${suffix.slice(0, 25)}u`,
      `ord_${suffix.slice(0, 25)}l`,
      `ord_${suffix.slice(0, 25)}Z`,
      `ord_${suffix.slice(0, 25)} `,
      `${id}\n`,
      '',
      'ord_',
    ]
    for (const text of texts) expect([text, isId('ord', text)]).toEqual([text, known('ord', text)])
    expect(texts.filter((text) => isId('ord', text))).toHaveLength(3)
  })
})

test('counted ids are well-formed, start anew for each prefix and sort as made', () => {
  const ids = countingIds()
  const made = Array.from({ length: 12 }, () => ids.next('ord'))
  expect(ids.next('lin')).toBe('lin_00000000000000000000000001')
  expect(made.every((id) => isId('ord', id))).toBe(true)
  expect(made.toSorted()).toEqual(made)
  expect(new Set(made).size).toBe(12)
})
