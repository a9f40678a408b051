// The cells of a row as values, and the sentence for each one that cannot be read.

import { expect, test } from 'bun:test'
import { booleanOf, cellsOf } from '#domain/import/cells.ts'

const FIELDS = ['sku', 'price', 'quantity', 'rate', 'active', 'kind'] as const
type Field = (typeof FIELDS)[number]
const sources: Record<Field, string> = {
  sku: 'sku',
  price: 'price',
  quantity: 'quantity',
  rate: 'rate',
  active: 'active',
  kind: 'kind',
}
const cells = (given: Partial<Record<Field, string>>) =>
  cellsOf({ line: 2, cell: (column) => Object(given)[column] }, sources, new Set(['', 'NULL']))

test('cells are read as what their fields are', () => {
  const read = cells({
    sku: ' TEA ',
    price: '12.50',
    quantity: '3.0',
    rate: '15 %',
    active: 'Yes',
    kind: 'A',
  })
  expect([
    read.text('sku'),
    read.amount('price', 2),
    read.integer('quantity'),
    read.rate('rate'),
    read.boolean('active'),
    read.choice('kind', ['a', 'b']),
  ]).toEqual(['TEA', 1_250, 3, 150_000, true, 'a'])
  expect(read.problems).toEqual([])
})

test('an empty cell is null, a required one a problem', () => {
  const read = cells({ sku: 'NULL', price: '' })
  expect([read.text('sku'), read.amount('price', 2), read.integer('quantity')]).toEqual([
    null,
    null,
    null,
  ])
  expect([read.need('sku'), read.problems]).toEqual(['', ['sku is missing']])
})

test('each cell that cannot be read is a sentence with its field, and the others are read', () => {
  const read = cells({
    sku: 'a\u0007b',
    price: '1.234',
    quantity: '1.5',
    rate: '2',
    active: 'perhaps',
    kind: 'c',
  })
  read.text('sku')
  read.amount('price', 2)
  read.integer('quantity')
  read.rate('rate')
  read.boolean('active')
  read.choice('kind', ['a', 'b'])
  expect(read.problems).toEqual([
    'sku holds a control character',
    'price has 3 decimal digits, the currency has 2: "1.234"',
    'quantity is not a whole number: "1.5"',
    'rate is not a rate from 0 to 1, such as 0.15 or 15 %: "2"',
    'active is not yes or no: "perhaps"',
    'kind is not one of a, b: "c"',
  ])
})

test('a constant and a translated column are sources too', () => {
  const read = cellsOf(
    { line: 2, cell: (column) => ({ state: 'S' })[column] },
    { sku: { value: 7 }, kind: { column: 'state', values: { S: 'shipped' }, default: 'open' } },
    new Set(['']),
  )
  expect([read.text('sku'), read.text('kind')]).toEqual(['7', 'shipped'])
})

test('yes and no have five words each, in any case', () => {
  expect(['true', 'YES', 'y', 'T', '1'].map(booleanOf)).toEqual(Array(5).fill(true))
  expect(['false', 'No', 'n', 'f', '0'].map(booleanOf)).toEqual(Array(5).fill(false))
  expect(booleanOf('on')).toBeUndefined()
})
