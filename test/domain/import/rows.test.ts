// Groups of rows of a file: the ones that make an order, the ones that are refused alone, credit notes; the
// worth of every row is in exactly one sum.

import { expect, test } from 'bun:test'
import { DomainError } from '#domain/errors.ts'
import { type ImportMap, planOf, type Row } from '#domain/import/maps.ts'
import { readGroup } from '#domain/import/rows.ts'

const CONTEXT = {
  exponentOf: (currency: string) => ({ GBP: 2, JPY: 0 })[currency],
  timeOf: (text: string) => (/^\d{4}-/.test(text) ? Date.parse(text) : null),
}

const MAP: ImportMap = {
  currency: 'GBP',
  source: 'till',
  null: ['NULL'],
  order: {
    external_id: 'no',
    placed_at: 'at',
    customer: 'who',
    country: 'land',
    shipping: 'freight',
  },
  line: {
    sku: 'code',
    title: 'what',
    quantity: 'n',
    unit_price: 'each',
    discount_rate: 'off',
  },
  rules: [
    { when: { code: ['POST', 'DOT'] }, as: 'shipping' },
    { when: { code: '/^(M|S)$/' }, as: 'fee' },
    { when: { code: 'D' }, as: 'discount' },
    { when: { code: 'TEST', who: ['', 'nobody'] }, as: 'skip' },
  ],
}

type Cells = Record<string, string>
const row = (line: number, cells: Cells): Row => ({ line, cell: (column) => cells[column] })

const read = (rows: Cells[], map: ImportMap = MAP) => {
  const [first, ...others] = rows.map((cells, i) => row(i + 2, { no: '1', n: '1', ...cells }))
  return readGroup('1', [first!, ...others], planOf(map), CONTEXT)
}

test('lines, charges and discounts of one order are classified', () => {
  const { verdict, draft, worth, refusals } = read([
    { code: 'A', what: 'Cup', n: '3', each: '2.50', at: '2010-12-01', who: '7', land: 'France' },
    { code: 'POST', what: 'Postage', each: '4.00' },
    { code: 'M', what: 'Manual', each: '1.00' },
    { code: 'D', what: 'Discount', n: '-1', each: '0.50' },
  ])
  expect(verdict).toBe('order')
  expect(refusals).toEqual([])
  expect(draft).toMatchObject({
    external_source: 'till',
    external_id: '1',
    status: 'completed',
    paid: true,
    shipped: true,
    customer: '7',
    shipping_address: { country: 'France' },
    lines: [{ sku: 'A', title: 'Cup', quantity: 3, unit_price: 250 }],
    shipping: [{ title: 'Postage', price: 400 }],
    fees: [{ title: 'Manual', amount: 100 }],
    discounts: [{ title: 'Discount', amount: 50 }],
  })
  expect(worth).toEqual({ taken: 750 + 400 + 100 - 50, refused: 0, skipped: 0 })
})

test('a bad row is refused alone with all of its reasons', () => {
  const { draft, refusals, worth, taken } = read([
    { code: 'A', each: '2.50' },
    { code: 'B', each: '0.125', n: '4' },
    { code: '', each: '', n: 'two' },
  ])
  expect(draft?.lines).toHaveLength(1)
  expect(taken).toEqual([2])
  expect(refusals).toEqual([
    {
      line: 3,
      external_id: '1',
      reason: 'unit_price has 3 decimal digits, the currency has 2: "0.125"',
    },
    {
      line: 4,
      external_id: '1',
      reason: 'quantity is not a whole number: "two"; unit_price is missing; sku is missing',
    },
  ])
  expect(worth).toEqual({ taken: 250, refused: 50, skipped: 0 })
})

test('a bad field of the order refuses all of its rows', () => {
  const { verdict, draft, refusals, worth } = read([
    { code: 'A', each: '2.50', at: 'yesterday' },
    { code: 'B', each: '1.00' },
  ])
  expect({ verdict, draft }).toEqual({ verdict: 'refused', draft: null })
  expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'placed_at is not a time: "yesterday"'],
    [3, 'placed_at is not a time: "yesterday"'],
  ])
  expect(worth).toEqual({ taken: 0, refused: 350, skipped: 0 })
})

test('negative quantities are a credit note, at price 0 a write-off, beside others a bad row', () => {
  const credit = read([
    { code: 'A', n: '-2', each: '2.50' },
    { code: 'D', n: '-1', each: '1.00' },
  ])
  expect(credit).toMatchObject({ verdict: 'credit_note', draft: null, worth: { refused: -600 } })
  expect(credit.refusals).toHaveLength(2)
  expect(read([{ code: 'A', n: '-10', each: '0.0' }]).verdict).toBe('write_off')
  const mixed = read([
    { code: 'A', n: '2', each: '2.50' },
    { code: 'B', n: '-1', each: '1.00' },
  ])
  expect(mixed).toMatchObject({
    verdict: 'order',
    taken: [2],
    worth: { taken: 500, refused: -100 },
  })
})

test('a group of which only charges are left is no order', () => {
  const { verdict, refusals } = read([{ code: 'POST', each: '4.00' }])
  expect(verdict).toBe('refused')
  expect(refusals[0]?.reason).toBe('no line is left of the order')
})

test('a rule counts when all of its columns match, and what it skips is no refusal', () => {
  const { draft, skipped, worth } = read([
    { code: 'A', each: '2.50', who: 'nobody' },
    { code: 'TEST', each: '9.00', who: 'nobody' },
    { code: 'TEST', each: '1.00', who: '7' },
  ])
  expect(skipped).toEqual([3])
  expect(draft?.lines.map(({ sku }) => sku)).toEqual(['A', 'TEST'])
  expect(worth).toEqual({ taken: 350, refused: 0, skipped: 900 })
})

test('each line discount is rounded, half away from zero', () => {
  const { worth } = read([
    { code: 'A', n: '3', each: '9.99', off: '0.15' },
    { code: 'B', n: '1', each: '0.10', off: '5 %' },
  ])
  expect(worth.taken).toBe(2997 - 450 + (10 - 1))
})

test('the order has its own charge once, and its status, payment and shipment from the file', () => {
  const map: ImportMap = {
    ...MAP,
    order: {
      ...MAP.order,
      paid: { value: true },
      shipped: 'gone',
      status: { column: 'state', values: { done: 'completed', open: 'confirmed' } },
    },
  }
  const { draft } = read(
    [
      { code: 'A', each: '1.00', freight: '3.05', gone: 'NULL', state: 'open' },
      { code: 'B', each: '1.00', freight: '3.05', gone: 'NULL', state: 'open' },
    ],
    map,
  )
  expect(draft).toMatchObject({
    status: 'confirmed',
    paid: true,
    shipped: false,
    shipping: [{ title: 'Shipping', price: 305 }],
  })
})

test('money keeps to the digits of the currency', () => {
  const yen: ImportMap = { ...MAP, currency: 'JPY' }
  expect(read([{ code: 'A', each: '250' }], yen).draft?.lines[0]?.unit_price).toBe(250)
  expect(read([{ code: 'A', each: '2.5' }], yen).verdict).toBe('refused')
  expect(read([{ code: 'A', each: '250' }], { ...MAP, currency: 'XYZ' }).refusals[0]?.reason).toBe(
    'currency is unknown: XYZ',
  )
})

test('a row whose worth no number holds is refused, and the others go in', () => {
  const { draft, refusals } = read([
    { code: 'A', each: '1.00' },
    { code: 'B', n: '999999999999999', each: '90071992547409.91' },
  ])
  expect(draft?.lines).toHaveLength(1)
  expect(refusals[0]?.reason).toBe('unit_price times quantity is too large')
})

test('a control character or half a character refuses the row', () => {
  for (const what of ['a\u0000b', 'a\u001b[31m', 'a\ud800', 'a\ufffd']) {
    expect(read([{ code: 'A', what, each: '1.00' }]).verdict).toBe('refused')
  }
})

test('a map with patterns that may run away, or rules without a column, is refused as a whole', () => {
  const withRules = (when: Record<string, string>[]): ImportMap => ({
    ...MAP,
    rules: when.map((one) => ({ when: one, as: 'fee' })),
  })
  const bad = withRules([{ code: '/(a+)+$/' }, { code: '/(/' }, { code: '/a*b*c*d*/' }, {}])
  try {
    planOf(bad)
    expect.unreachable()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    expect(error.details.errors).toHaveLength(4)
  }
})
