// A new order from a request and the catalog, and a draft as it is placed.

import { expect, test } from 'bun:test'
import type { DomainError } from '#domain/errors.ts'
import { draftOf } from '../helpers/sample-orders.ts'

test('everything that is wrong with an order request is told at once, with its path', () => {
  const lines = [{ sku: 'NONE', quantity: 1 }, { quantity: 1 }, { sku: 'TEA', quantity: 1 }]
  const discounts = [{ title: 'x', kind: 'percent' as const }]
  try {
    draftOf({ lines, shipping: [{ title: 'Post' }], discounts })
    expect.unreachable()
  } catch (error) {
    const { errors } = (error as DomainError).details as { errors: { path: string }[] }
    expect(errors.map((e) => e.path)).toEqual([
      'lines.0.sku',
      'lines.1.title',
      'lines.1.unit_price',
      'shipping.0.price',
      'discounts.0.rate_ppm',
    ])
  }
})
