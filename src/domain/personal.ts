// A person's data, field by field: the fields of an order and of an event that an erasure clears, and those
// that stay, each with its reason. A field that is not declared is cleared. Pure.

/** `erased`: the value after an erasure; `kept`: the reason why the field stays. */
export type FieldRule = { erased: Erased } | { kept: string }
type Erased = null | string | readonly [] | Readonly<Record<string, never>> | Rule

/** The value after an erasure, where it depends on the owner of the field. */
type Rule = (value: unknown, owner: Fields, titles: Titles) => unknown

/** The catalog's titles, by product id and by the code of a shipping method in lower case. */
export type Titles = ReadonlyMap<string, string>

export type Fields = Readonly<Record<string, unknown>>

export const ERASED = '[erased]'

const NONE: FieldRule = { erased: null }
const WORDS: FieldRule = { erased: ERASED }
const ID: FieldRule = { kept: 'an id that orderd made' }
const WORD: FieldRule = { kept: 'one of a few words of orderd' }
const TIME: FieldRule = { kept: 'a time, which the books need' }
const GOODS: FieldRule = { kept: 'names goods, which the books need' }
const REFERENCE: FieldRule = {
  kept: 'the number by which a provider, or the system that it came from, knows it: without it the same would be recorded twice',
}

const isCatalogs = ({ product_id }: Fields, title: unknown, titles: Titles): boolean =>
  typeof product_id === 'string' && titles.get(product_id) === title

/** The catalog's title stays; one that was written for this order becomes the catalog's, or goes. */
const lineTitle: Rule = (title, line, titles) =>
  isCatalogs(line, title, titles) ? title : (titles.get(String(line.product_id)) ?? ERASED)

/** A method's title stays; one that was written for this order becomes the code, or goes. */
const chargeTitle: Rule = (title, { code }, titles) => {
  if (typeof code !== 'string') return ERASED
  return titles.get(code.toLowerCase()) === title ? title : code
}

/** Rules by path, for an order, its summary, and the fields of a change. [] is each item of a list. */
export const ORDER_FIELD_RULES: Readonly<Record<string, FieldRule>> = {
  email: NONE,
  phone: NONE,
  billing_address: NONE,
  shipping_address: NONE,
  customer_note: NONE,
  hold_reason: NONE,
  attention_reason: NONE,
  tags: { erased: [] },
  metadata: { erased: {} },
  note: NONE,
  'notes[].text': WORDS,
  'lines[].title': { erased: lineTitle },
  'lines[].attributes': { erased: {} },
  'shipping[].title': { erased: chargeTitle },
  'fees[].title': WORDS,
  'discounts[].title': { erased: chargeTitle },
  'payments[].method': NONE,
  'payments[].transactions[].reason': NONE,
  'payments[].transactions[].error': NONE,
  'fulfillments[].carrier': NONE,
  'fulfillments[].tracking': { erased: [] },
  'returns[].reason': NONE,

  id: ID,
  number: ID,
  customer_id: ID,
  origin_order_id: ID,
  tracking_token: ID,
  'created_by.id': ID,
  'lines[].id': ID,
  'lines[].product_id': ID,
  'lines[].settled.discounts[].discount_id': ID,
  'shipping[].id': ID,
  'fees[].id': ID,
  'discounts[].id': ID,
  'discounts[].coupon_id': ID,
  'discounts[].line_id': ID,
  'discounts[].allocations[].line_id': ID,
  'payments[].id': ID,
  'payments[].transactions[].id': ID,
  'payments[].transactions[].payment_id': ID,
  'credits[].id': ID,
  'credits[].ref': ID,
  'credits[].lines[].line_id': ID,
  'fulfillments[].id': ID,
  'fulfillments[].location_id': ID,
  'fulfillments[].lines[].line_id': ID,
  'returns[].id': ID,
  'returns[].lines[].line_id': ID,
  'returns[].location_id': ID,
  'returns[].exchange_order_id': ID,
  'notes[].id': ID,
  'reservations[].line_id': ID,
  'reservations[].product_id': ID,
  'reservations[].location_id': ID,
  'reservations[].fulfillment_id': ID,
  ...Object.fromEntries(
    ['lines', 'payments', 'payments[].transactions', 'credits', 'credits[].lines', 'fulfillments']
      .concat(['returns', 'notes'])
      .map((list) => [`${list}[].order_id`, ID]),
  ),
  'credits[].lines[].credit_id': ID,
  'notes[].created_by.id': ID,

  currency: WORD,
  tax_rounding: WORD,
  tax_status: WORD,
  status: WORD,
  payment_status: WORD,
  fulfillment_status: WORD,
  return_status: WORD,
  display_status: WORD,
  source: WORD,
  cancel_reason: WORD,
  'created_by.type': WORD,
  'lines[].kind': WORD,
  'lines[].price_source': WORD,
  'lines[].tax_source': WORD,
  'shipping[].price_source': WORD,
  'shipping[].tax_mode': WORD,
  'shipping[].tax_source': WORD,
  'discounts[].kind': WORD,
  'discounts[].scope': WORD,
  'tax_lines[].name': WORD,
  'payments[].transactions[].kind': WORD,
  'payments[].transactions[].status': WORD,
  'credits[].reason': WORD,
  'fulfillments[].status': WORD,
  'returns[].status': WORD,
  'notes[].visibility': WORD,
  'reservations[].status': WORD,
  'allowed[]': WORD,
  'notes[].created_by.type': WORD,

  placed_at: TIME,
  confirmed_at: TIME,
  completed_at: TIME,
  cancelled_at: TIME,
  expires_at: TIME,
  archived_at: TIME,
  created_at: TIME,
  updated_at: TIME,
  'payments[].expires_at': TIME,
  'payments[].created_at': TIME,
  'payments[].transactions[].created_at': TIME,
  'payments[].transactions[].resolved_at': TIME,
  'credits[].created_at': TIME,
  'fulfillments[].created_at': TIME,
  'fulfillments[].packed_at': TIME,
  'fulfillments[].shipped_at': TIME,
  'fulfillments[].delivered_at': TIME,
  'fulfillments[].cancelled_at': TIME,
  'returns[].created_at': TIME,
  'returns[].updated_at': TIME,
  'notes[].created_at': TIME,

  'lines[].sku': GOODS,
  'shipping[].code': GOODS,
  'discounts[].code': GOODS,

  external_source: REFERENCE,
  external_id: REFERENCE,
  'payments[].provider': REFERENCE,
  'payments[].provider_ref': REFERENCE,
  'payments[].transactions[].provider': REFERENCE,
  'payments[].transactions[].provider_txn_id': REFERENCE,
}

/** `value`, at `path` of an order, without a person's data. Numbers, booleans and null stay. */
export function withoutPersonalData(
  value: unknown,
  path: string,
  titles: Titles,
  owner: Fields = {},
): unknown {
  if (value === null || value === undefined) return value
  const fate = ORDER_FIELD_RULES[path]
  if (fate !== undefined) {
    if ('kept' in fate) return value
    return typeof fate.erased === 'function' ? fate.erased(value, owner, titles) : fate.erased
  }
  if (Array.isArray(value))
    return value.map((one) => withoutPersonalData(one, `${path}[]`, titles, owner))
  if (typeof value === 'object') {
    const at = path === '' ? '' : `${path}.`
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        name,
        withoutPersonalData(one, `${at}${name}`, titles, value as Fields),
      ]),
    )
  }
  return typeof value === 'string' ? ERASED : value
}
