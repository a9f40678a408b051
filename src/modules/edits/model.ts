// The request of an edit is a list of operations with fields of their own. The schema has all fields, the
// table below those of each operation, so that a wrong one is refused with its path.

import { type Static, Type } from '@sinclair/typebox'
import type { EditOp, OpName } from '#domain/edit-ops.ts'
import type { FieldError } from '#domain/errors.ts'
import type { Result } from '#domain/result.ts'
import { WARNING_CODES } from '#domain/thresholds.ts'
import { Body, Id, Nullable, OneOf, Paragraph } from '#http/schema.ts'
import {
  AddressBody,
  DiscountBody,
  FeeBody,
  LineBody,
  OrderModel,
  ShippingBody,
  TaxStatusBody,
} from '#modules/orders/public.ts'

const optional = Type.Optional
const MAX_OPS = 500
const MAX_QUANTITY = 1_000_000_000

interface Fields {
  needs?: readonly string[]
  may?: readonly string[]
}

/** The fields of each operation, beside `op`. */
const FIELDS: Record<OpName, Fields> = {
  add_line: {
    needs: ['quantity'],
    may: ['sku', 'title', 'unit_price', 'tax_rate_ppm', 'requires_shipping'],
  },
  set_quantity: { needs: ['line_id', 'quantity'] },
  remove_line: { needs: ['line_id'] },
  set_price: { needs: ['line_id', 'unit_price'] },
  add_discount: { may: ['code', 'title', 'kind', 'rate_ppm', 'amount', 'scope', 'line_id'] },
  remove_discount: { needs: ['discount_id'] },
  set_shipping: { may: ['code', 'title', 'price', 'tax_rate_ppm', 'tax_mode', 'shipping'] },
  add_fee: { needs: ['title', 'amount'], may: ['tax_rate_ppm'] },
  remove_fee: { needs: ['fee_id'] },
  set_tax_status: { needs: ['tax_status'] },
  set_address: { may: ['shipping_address', 'billing_address'] },
  rejudge: {},
}

const { sku, title, unit_price, tax_rate_ppm, requires_shipping } = LineBody.properties
const { code, kind, rate_ppm, scope } = DiscountBody.properties

const OpBody = Body(
  {
    op: OneOf(Object.keys(FIELDS)),
    line_id: optional(Id('lin')),
    quantity: optional(Type.Integer({ minimum: 0, maximum: MAX_QUANTITY })),
    sku,
    title,
    unit_price,
    tax_rate_ppm,
    requires_shipping,
    discount_id: optional(Id('dsc')),
    code,
    kind,
    rate_ppm,
    scope,
    amount: optional(FeeBody.properties.amount),
    price: ShippingBody.properties.price,
    tax_mode: ShippingBody.properties.tax_mode,
    tax_status: optional(TaxStatusBody),
    shipping: optional(Type.Array(ShippingBody, { maxItems: 50 })),
    fee_id: optional(Id('fee')),
    shipping_address: optional(Nullable(AddressBody)),
    billing_address: optional(Nullable(AddressBody)),
  },
  {
    description: Object.entries(FIELDS)
      .map(([op, fields]) => `${op}: ${describe(fields)}`.trim())
      .join('; '),
  },
)

function describe({ needs = [], may = [] }: Fields): string {
  return [...needs, ...may.map((field) => `${field}?`)].join(' ')
}

export const EditBody = Body(
  {
    ops: Type.Array(OpBody, { minItems: 1, maxItems: MAX_OPS }),
    note: optional(Paragraph({ minLength: 1, maxLength: 10_000 })),
  },
  { examples: [{ ops: [{ op: 'add_line', sku: 'TEA-1', quantity: 1 }], note: 'By phone.' }] },
)
export type EditBody = Static<typeof EditBody>

/** The operations as the domain knows them, or what is wrong with their fields. */
export function parseOps(ops: EditBody['ops']): Result<EditOp[], FieldError[]> {
  const errors = ops.flatMap((op, i) => fieldFaults(op, `ops.${i}`))
  // The table has been asked: each has what it needs and nothing else.
  return errors.length > 0 ? { fault: errors } : { value: ops as EditOp[] }
}

function fieldFaults({ op, ...given }: EditBody['ops'][number], at: string): FieldError[] {
  const { needs = [], may = [] } = FIELDS[op as OpName]
  const names = Object.keys(given)
  const faults = [
    ...needs
      .filter((field) => !names.includes(field))
      .map((field) => ({ path: `${at}.${field}`, message: 'Expected required property' })),
    ...names
      .filter((field) => !needs.includes(field) && !may.includes(field))
      .map((field) => ({ path: `${at}.${field}`, message: 'Unexpected property' })),
  ]
  if (op === 'add_line' && given.quantity === 0) {
    faults.push({ path: `${at}.quantity`, message: 'Expected 1 or more' })
  }
  if (op === 'set_address' && names.length === 0) {
    faults.push({ path: `${at}.shipping_address`, message: 'Expected an address' })
  }
  return faults
}

export const EditedModel = Type.Object(
  {
    ...OrderModel.properties,
    difference: Type.Integer({ description: 'New total less old total.' }),
    warnings: Type.Array(Type.Object({ code: OneOf(WARNING_CODES), message: Type.String() }), {
      description:
        'The minimum of a code, `free_from` of a shipping method and, in a shop with `tax_rates`, the ' +
        'tax rates of the lines stay as they were judged. ' +
        'Each that no longer holds or holds now is listed; the op `rejudge` applies it.',
    }),
  },
  { title: 'EditedOrder' },
)
export type EditedBody = Static<typeof EditedModel>
