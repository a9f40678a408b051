// The summary of an order in its events, and the difference between two images.

import { expect, test } from 'bun:test'
import { begin, step } from '#domain/decision.ts'
import { difference, SUMMARY_FIELDS, summarize } from '#domain/event.ts'
import { pendingOrder } from '../helpers/sample-orders.ts'

const iso = (ms: number) => new Date(ms).toISOString()

test('a summary has exactly the fields by which lists and subscriptions filter', () => {
  expect(Object.keys(summarize(pendingOrder(), iso))).toEqual([...SUMMARY_FIELDS])
})

test('a difference has [before, after] of each field that changed, lists by their content', () => {
  const before = { a: 1, b: ['x'], c: null as string | null }
  expect(difference(before, { ...before, b: ['x'] }, ['a', 'b', 'c'])).toEqual({})
  expect(difference(before, { a: 2, b: ['y'], c: 'z' }, ['a', 'b', 'c'])).toEqual({
    a: [1, 2],
    b: [['x'], ['y']],
    c: [null, 'z'],
  })
  expect(difference(null, before, ['a'])).toEqual({ a: [null, 1] })
})

test('a step names only the parts of a list that changed', () => {
  const order = pendingOrder({
    lines: [
      { sku: 'TEA', quantity: 1 },
      { sku: 'CUP', quantity: 1 },
    ],
  })
  const [tea, cup] = order.lines
  const lines = [tea!, { ...cup!, title: 'Other' }]
  const { change } = step(begin(order), 'order.edited', { lines }).steps[0]!
  expect(change.lines).toEqual([[cup], [lines[1]]])
})
