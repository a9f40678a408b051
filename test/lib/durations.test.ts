// Durations as they stand in settings and in `orderd config`.

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { formatDuration, parseDuration } from '#lib/durations.ts'

test('the five units are read', () => {
  expect(['500ms', '15s', '15m', '24h', '30d', '0s'].map(parseDuration)).toEqual([
    500, 15_000, 900_000, 86_400_000, 2_592_000_000, 0,
  ])
})

test('a bare number, a fraction, a sign, a space, another unit or too much is no duration', () => {
  for (const text of [
    '',
    '15',
    's',
    '1.5h',
    '-1s',
    '+1s',
    '1 s',
    ' 1s',
    '1s\n',
    '1S',
    '1w',
    '1h30m',
    '1e3s',
    '0x1s',
    '104249991375d',
  ]) {
    expect([text, parseDuration(text)]).toEqual([text, null])
  }
})

test('a duration is written in the largest unit that holds it exactly', () => {
  expect([0, 1, 1500, 15_000, 900_000, 5_400_000, 86_400_000].map(formatDuration)).toEqual([
    '0ms',
    '1ms',
    '1500ms',
    '15s',
    '15m',
    '90m',
    '1d',
  ])
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.maxSafeNat(),
        fc.nat(5000).map((n) => n * 60_000),
      ),
      (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      },
    ),
  )
})
