// CSV rows: cells that a spreadsheet would run are guarded, and read back as they were.

import { expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { csvRow, unguardCell } from '#domain/import/csv-row.ts'

const cells = (row: string): string[] => parse(row, { relax_column_count: true })[0] ?? []

test('what starts like a formula does not leave so, also behind apostrophes of its own', () => {
  const texts = ['=1+1', '+49 30', '-5', '@SUM(A1)', '\tx', '\rx', '＝1', "'=1", "''=1"]
  expect(cells(csvRow(texts))).toEqual(texts.map((text) => `'${text}`))
})

test('a text that is none stays as it is', () => {
  const texts = ["'quoted'", '1-2', 'a=b', 'Tea, "green"', 'two\nlines', '0.50', 'ünï', "'"]
  expect(cells(csvRow(texts))).toEqual(texts)
})

test('whatever is written is read back, and no cell of it could be run', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', ',', '"', 'a') }),
  )
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), (texts) => {
      const read = cells(csvRow(texts))
      expect(read.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
      expect(read.map(unguardCell)).toEqual(texts)
    }),
    { numRuns: 500 },
  )
})

test('a very long cell takes no longer than it is', () => {
  const began = performance.now()
  csvRow([`${"'".repeat(1_000_000)}a`, '"'.repeat(1_000_000)])
  expect(performance.now() - began).toBeLessThan(1_000)
})
