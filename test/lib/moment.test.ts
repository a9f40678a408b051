import { expect, test } from 'bun:test'
import { parseMoment } from '#lib/moment.ts'

test('a moment is ISO 8601 with a zone, or a day alone', () => {
  expect(parseMoment('2026-02-28')).toBe(Date.UTC(2026, 1, 28))
  expect(parseMoment('2026-02-28T10:00Z')).toBe(Date.UTC(2026, 1, 28, 10))
  expect(parseMoment('2026-02-28T10:00:01.5+02:00')).toBe(Date.UTC(2026, 1, 28, 8, 0, 1, 500))
  expect(parseMoment('2028-02-29T23:59:59-01:00')).toBe(Date.UTC(2028, 2, 1, 0, 59, 59))
})

test('what is none is not taken for another', () => {
  const none = ['2026-02-29', '2026-02-30T00:00:00Z', '2026-04-31', '2026-13-01', '2026-00-10', '']
  const odd = ['2026-02-28T10:00', '2026-02-28T25:00Z', '28.02.2026', '1772409600000', 'yesterday']
  for (const text of [...none, ...odd]) expect(parseMoment(text)).toBeNull()
})
