// The tokens of tracking links.

import { expect, test } from 'bun:test'
import { randomToken } from '#lib/crypto.ts'
import { newId } from '#lib/ids.ts'
import { carries, orderIdOf, trackingToken } from '#lib/tracking-token.ts'

test('a token carries the id of its order and differs in all else', () => {
  const id = newId('ord')
  const tokens = Array.from({ length: 1_000 }, () => trackingToken(id))
  expect(tokens.every((token) => /^[\w-]{44}$/.test(token))).toBe(true)
  expect(new Set(tokens.map((token) => token.slice(22))).size).toBe(1_000)
  expect(new Set(tokens.map(orderIdOf))).toEqual(new Set([id]))
  expect(tokens.every((token) => carries(token, id))).toBe(true)
  expect(tokens.some((token) => carries(token, newId('ord')))).toBe(false)
})

test('a token of another form carries no id', () => {
  const dated = 'mib0q1x8h3kd93jd73jd83hs93jd83hs'
  for (const text of [
    dated,
    randomToken(32),
    '',
    'x'.repeat(43),
    `${trackingToken(newId('ord'))}x`,
  ]) {
    expect(orderIdOf(text)).toBeNull()
    expect(carries(text, newId('ord'))).toBe(false)
  }
})
