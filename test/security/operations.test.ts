// Requests made from the OpenAPI document with one value of them of another kind: on every route, and in
// the files and maps of imports. No answer is a 500, and none is outside the document. A request names what
// earlier answers have made, so values are drawn as the run goes on, not before it as fast-check's are. What
// fails prints its seed: ORDERD_TEST_SEED runs it again, and ORDERD_TEST_ROUNDS makes the run longer.

import { expect, test } from 'bun:test'
import { type Callers, openCallers } from '../helpers/callers.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Document, undocumented } from '../helpers/document.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  pattern?: string
  format?: string
  minimum?: number
  maximum?: number
  minItems?: number
  minLength?: number
  examples?: unknown[]
  default?: unknown
}

interface Operation {
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Document['paths'][string][string]['responses']
}

const SEED = Number(process.env.ORDERD_TEST_SEED ?? 20_261_130)
const ROUNDS = Number(process.env.ORDERD_TEST_ROUNDS ?? 3)

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const STRANGE: unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e21,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  2 ** 31,
  1e308,
  3_000_000_000,
  '',
  ' ',
  '0',
  '1',
  'abc',
  'null',
  'true',
  'NaN',
  '\u0000',
  '\ud800',
  '\u202e',
  '\u200b',
  '🙂',
  'ß',
  '%',
  '%00',
  "'; DROP TABLE orders; --",
  '9223372036854775808',
  '-0',
  '1e3',
  '0x10',
  'ord_00000000000000000000000000',
  'x'.repeat(300),
  'x'.repeat(20_000),
  '2026-02-30',
  '2026-03-29',
  '2026-03-29T02:30',
  '2026-03-29T25:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-01-01',
  '9999-12-31',
  '-000001-01-01T00:00:00.000Z',
  '99999-01-01',
  'Europe/Berlin',
  'Nowhere/Land',
  'BGN',
  'XXX',
  'eur',
  'HRK',
  '__proto__',
  'constructor',
  [],
  [null],
  [[]],
  [0],
  ['x'],
  [{}],
  {},
  { a: 1 },
  { id: 1 },
  { length: 3 },
  { toString: 'x' },
  JSON.parse('{"__proto__": {"x": 1}}'),
]

const WITHOUT_END = 'GET /events/stream'
/** Ends the sessions that the other requests are made with. */
const ENDS_SESSIONS = [
  'POST /users/logout',
  'DELETE /users/me/sessions',
  'DELETE /users/me/sessions/{id}',
  'PATCH /users/me',
  'PATCH /users/{id}',
]

class Fuzz {
  readonly random: () => number
  readonly ids = new Map<string, Set<string>>()
  /** Of each order: the ids in it. */
  readonly parts = new Map<string, Map<string, Set<string>>>()
  /** The order that the request is about. */
  order = ''
  readonly document: Document
  constructor(document: Document, seed: number) {
    this.document = document
    this.random = randomFrom(seed)
  }
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)] as T
  }
  chance(p: number): boolean {
    return this.random() < p
  }
  /** Remembers ids of answers, so that requests name what is there. */
  learn(value: unknown): void {
    remember(value, this.ids)
    const order = value as { id?: unknown } | null
    if (typeof order?.id !== 'string' || !order.id.startsWith('ord_')) return
    const parts = new Map<string, Set<string>>()
    remember(value, parts)
    this.parts.set(order.id, parts)
  }

  make(schema: Schema, name = '', depth = 0): unknown {
    if (schema.$ref !== undefined) {
      const target = this.document.components.schemas[schema.$ref.split('/').at(-1) ?? '']
      return this.make((target ?? {}) as Schema, name, depth)
    }
    const alternatives = schema.oneOf ?? schema.anyOf
    if (alternatives) return this.make(this.pick(alternatives), name, depth)
    if (schema.allOf)
      return Object.assign({}, ...schema.allOf.map((one) => this.make(one, name, depth)))
    if ('const' in schema) return schema.const
    if (schema.enum) return this.pick(schema.enum)
    const type = this.pick([schema.type].flat())
    if (type === 'null') return null
    if (type === 'boolean') return this.chance(0.5)
    if (type === 'integer' || type === 'number') {
      const low = schema.minimum ?? 0
      const high = schema.maximum ?? 100_000
      return this.pick([
        low,
        high,
        Math.min(high, low + 1),
        Math.min(high, Math.max(low, 1000)),
        schema.examples?.[0] ?? low,
      ])
    }
    if (type === 'array') {
      const count = Math.max(schema.minItems ?? 0, depth > 6 ? 0 : Math.floor(this.random() * 3))
      return Array.from({ length: count }, () => this.make(schema.items ?? {}, name, depth + 1))
    }
    if (type === 'object' || schema.properties) {
      const made: Record<string, unknown> = {}
      for (const [key, part] of Object.entries(schema.properties ?? {})) {
        const wanted = schema.required?.includes(key) || this.chance(depth > 6 ? 0 : 0.3)
        if (wanted) made[key] = this.make(part, key, depth + 1)
      }
      return made
    }
    if (type === 'string') return this.text(schema, name)
    return this.pick(STRANGE)
  }
  text(schema: Schema, name: string): string {
    const prefix = prefixIn(schema)
    if (prefix !== undefined) {
      const own = prefix === 'ord' ? undefined : this.parts.get(this.order)?.get(prefix)
      const known = [...(own ?? this.ids.get(prefix) ?? [])]
      return known.length > 0 && this.chance(0.9) ? this.pick(known) : `${prefix}_${'0'.repeat(26)}`
    }
    if (name === 'sku') return this.pick(['SKU-1', 'SKU-1', 'SKU-2', 'sku-1', 'nope'])
    if (name === 'code' || name.startsWith('coupon'))
      return this.pick(['TEN', 'post', 'EUR', 'nope'])
    if (name === 'email') return this.pick(['owner@example.com', 'a@b.example', 'x'])
    if (name === 'country') return this.pick(['DE', 'HU', 'XX'])
    if (name === 'timezone') return this.pick(['Europe/Berlin', 'UTC', 'Pacific/Apia', 'Nope'])
    if (name === 'currency') return this.pick(['EUR', 'HUF', 'JPY', 'BGN', 'XXX'])
    if (/_at$|_from$|_to$|^from$|^to$/.test(name) || schema.format?.startsWith('date')) {
      return this.pick([
        '2026-11-30',
        '2026-11-30T10:00:00.000Z',
        '2026-10-25',
        '2026-03-29T02:30:00+02:00',
        '2027-02-29',
      ])
    }
    const example = schema.examples?.find((one) => typeof one === 'string')
    if (example !== undefined && this.chance(0.6)) return example as string
    if (typeof schema.default === 'string') return schema.default
    return this.pick([
      'x',
      'A thing',
      'Straße 1',
      'x'.repeat(Math.max(1, schema.minLength ?? 1)),
      '0',
    ])
  }
  /** The same with one value of another kind, one more or one less. */
  confuse(value: unknown): unknown {
    const places: [Record<string, unknown>, string][] = []
    const root = { root: structuredClone(value) }
    const walk = (node: unknown) => {
      if (typeof node !== 'object' || node === null) return
      for (const key of Object.keys(node)) {
        places.push([node as Record<string, unknown>, key])
        walk((node as Record<string, unknown>)[key])
      }
    }
    walk(root)
    const [node, key] = this.pick(places)
    if (this.chance(0.1) && !Array.isArray(node)) delete node[key]
    else if (this.chance(0.05)) node[`${key}x`] = this.pick(STRANGE)
    else node[key] = this.pick(STRANGE)
    return root.root
  }
}

/** Every id in a value, by its prefix; not more than 60 of each. */
function remember(value: unknown, ids: Map<string, Set<string>>): void {
  if (typeof value === 'string') {
    const prefix = /^([a-z]{3})_[0-9a-z]{26}$/.exec(value)?.[1]
    if (prefix === undefined) return
    const known = ids.get(prefix) ?? new Set()
    if (known.size < 60) known.add(value)
    ids.set(prefix, known)
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) remember(part, ids)
  }
}

const inQuery = (value: unknown): string =>
  encodeURIComponent(
    typeof value === 'object' && value !== null
      ? JSON.stringify(value)
      : String(value).toWellFormed().slice(0, 4000),
  )

interface Found {
  request: string
  faults: string[]
}

async function ask(
  callers: Callers,
  fuzz: Fuzz,
  method: string,
  path: string,
  init: RequestInit,
  as: string | undefined,
): Promise<Found | null> {
  const before = callers.logged.length
  const response = await callers.app.handle(
    new Request(`http://localhost${path}`, {
      method,
      ...init,
      headers: { ...(as === undefined ? {} : { authorization: `Bearer ${as}` }), ...init.headers },
    }),
  )
  const contentType = response.headers.get('content-type')
  const { status } = response
  let body: unknown = null
  if (contentType?.startsWith('text/event-stream')) await response.body?.cancel()
  else {
    const text = await response.text()
    if (/[/+]json\b/.test(contentType ?? '') && text !== '') body = JSON.parse(text)
  }
  fuzz.learn(body)
  const faults = undocumented(fuzz.document, { method, path, status, contentType, body })
  if (status >= 500) faults.push(`status ${status}`)
  for (const line of callers.logged.slice(before))
    if (line.includes('"level":"error"')) faults.push(line)
  if (faults.length === 0) return null
  const sent = typeof init.body === 'string' ? init.body.slice(0, 600) : ''
  return { request: `${method} ${path.slice(0, 300)} ${sent}`, faults }
}

async function openFuzz(callers: Callers, seed: number): Promise<Fuzz> {
  const { api, tokens, things } = callers
  const fuzz = new Fuzz((await api.get('/docs/json')).body, seed)
  const as = tokens.admin
  await api.post(
    '/products',
    { sku: 'SKU-2', title: 'Another', price: 333, tax_rate_ppm: 190_000, on_hand: 500 },
    { as },
  )
  const made = async (path: string, body: object) => {
    const answer = await api.post(path, body, { as })
    fuzz.learn(answer.body)
    return answer.body
  }
  const [authorized, sale] = [{ kind: 'authorize' }, { kind: 'sale', provider: 'stripe' }]
  for (const [paid, parcel, back] of [
    [null, null, null],
    [authorized, null, null],
    [sale, { ship: false }, null],
    [sale, { ship: true }, 'requested'],
    [sale, { ship: true }, 'approved'],
  ] as const) {
    const { id, lines } = await made('/orders', {
      email: 'guest@example.com',
      lines: [
        { sku: 'SKU-2', quantity: 4 },
        { sku: 'SKU-1', quantity: 1 },
      ],
      discounts: [{ code: 'TEN' }],
      shipping: [{ code: 'post' }],
    })
    if (paid) await made(`/orders/${id}/payments`, paid)
    if (parcel) await made(`/orders/${id}/fulfillments`, parcel)
    if (back === null) continue
    const { returns } = await made(`/orders/${id}/returns`, {
      lines: [{ line_id: lines[0].id, quantity: 2 }],
    })
    if (back === 'approved') await made(`/orders/${id}/returns/${returns[0].id}/approve`, {})
  }
  for (const id of Object.values(things)) fuzz.learn(id)
  return fuzz
}

const prefixIn = (schema: Schema): string | undefined =>
  /^\^?\(?([a-z]{3})_/.exec(schema.pattern ?? '')?.[1]

/** Orders that have what the path names, a payment for instance; all where none has. */
function ordersWith(fuzz: Fuzz, { parameters = [] }: Operation): string[] {
  const named = parameters.flatMap((one) => (one.in === 'path' ? (prefixIn(one.schema) ?? []) : []))
  const all = [...fuzz.parts]
  const fitting = all.filter(([, parts]) => named.every((prefix) => parts.has(prefix)))
  return (fitting.length > 0 ? fitting : all).map(([id]) => id)
}

function pathOf(fuzz: Fuzz, callers: Callers, template: string, operation: Operation): string {
  fuzz.order = fuzz.pick(ordersWith(fuzz, operation))
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (fuzz.chance(0.05)) return inQuery(fuzz.pick(STRANGE))
    const thing = callers.things[template.replace(/\{(\w+)\}/g, ':$1')]
    if (thing !== undefined && fuzz.chance(0.3)) return thing
    if (name === 'id' && template.startsWith('/orders/')) return fuzz.order
    const schema = operation.parameters?.find((one) => one.in === 'path' && one.name === name)
      ?.schema ?? { type: 'string' }
    const made = inQuery(fuzz.make(schema, name))
    return made === '' ? 'x' : made
  })
}

function queryOf(fuzz: Fuzz, operation: Operation, confused: boolean): string {
  const parts: string[] = []
  const given = operation.parameters?.filter((one) => one.in === 'query') ?? []
  for (const { name, required, schema } of given) {
    // A long poll.
    if (name === 'wait') continue
    if (!required && !fuzz.chance(confused ? 0.35 : 0.2)) continue
    const value = confused && fuzz.chance(0.5) ? fuzz.pick(STRANGE) : fuzz.make(schema, name)
    parts.push(`${name}=${inQuery(value)}`)
    if (confused && fuzz.chance(0.05)) parts.push(`${name}=${inQuery(value)}`)
  }
  if (confused && fuzz.chance(0.05)) parts.push('nonsense=1')
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

const NDJSON = 'application/x-ndjson'
const CSV = 'text/csv'
const FOREIGN = [
  'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,Discount,Country',
  '1,A-1,Spoon,6,2011-07-04 09:15:00,1.25,0.1,United Kingdom',
  '1,POST,Postage,1,2011-07-04 09:15:00,3.00,0,United Kingdom',
  '2,B-1,Bowl,-1,04/07/2011,2.50,0,France',
].join('\n')
/** A map of that file with everything that a map can say. */
const MAP = {
  currency: 'GBP',
  source: 'shop',
  timezone: 'Europe/London',
  null: [''],
  order: {
    external_id: 'InvoiceNo',
    placed_at: 'InvoiceDate',
    paid: { value: true },
    country: 'Country',
  },
  line: {
    sku: 'StockCode',
    title: 'Description',
    quantity: 'Quantity',
    unit_price: 'UnitPrice',
    discount_rate: 'Discount',
  },
  rules: [
    { when: { StockCode: ['POST'] }, as: 'shipping' },
    { when: { StockCode: '/^M$/' }, as: 'fee' },
  ],
}
const PRODUCT = {
  sku: 'NEW-1',
  title: 'New',
  price: '5.00',
  currency: 'EUR',
  tax_rate: '19',
  on_hand: 5,
  active: true,
  metadata: { color: 'red' },
}
const CUSTOMER = {
  name: 'Jane',
  email: 'jane@example.com',
  phone: '+49 30 1234',
  external_id: 'C-1',
  address: { line1: 'Straße 1', city: 'Berlin', country: 'DE' },
}

/** As a cell that needs no quotes; the file itself may hold no NUL. */
const cellOf = (value: unknown): string =>
  String(value)
    .toWellFormed()
    .replaceAll('\u0000', '')
    .replace(/[",\n\r]/g, '')

eachDatabase((database) => {
  test('every route takes what is of another kind without a 500', async () => {
    const callers = await openCallers(await database.open())
    const fuzz = await openFuzz(callers, SEED)
    const { admin } = callers.tokens
    const found: Found[] = []
    const operations = Object.entries(fuzz.document.paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        template,
        method: method.toUpperCase(),
        operation: operation as unknown as Operation,
      })),
    )
    for (let round = 0; round < ROUNDS; round++) {
      for (const { template, method, operation } of operations) {
        const route = `${method} ${template}`
        // A password hash takes its time.
        const isCostly = route === 'POST /users' || route === 'POST /users/login'
        const takesValues =
          operation.requestBody !== undefined || operation.parameters !== undefined
        const count = isCostly || !takesValues ? 1 : 3
        for (let i = 0; i < count; i++) {
          const as = ENDS_SESSIONS.includes(route)
            ? callers.tokens.other
            : fuzz.pick([admin, admin, admin, admin, callers.tokens.owner])
          const path =
            pathOf(fuzz, callers, template, operation) + queryOf(fuzz, operation, i !== 1)
          const init: RequestInit = {}
          const content = operation.requestBody?.content ?? {}
          const type = fuzz.pick(Object.keys(content))
          if (type !== undefined) {
            const valid = fuzz.make(content[type]?.schema ?? {})
            const body = i === 0 ? valid : fuzz.confuse(valid)
            init.headers = { 'content-type': type === 'multipart/form-data' ? 'text/csv' : type }
            init.body =
              type === 'application/json' || typeof body !== 'string' ? JSON.stringify(body) : body
          } else if (method !== 'GET') {
            init.headers = { 'content-type': 'application/json' }
            init.body = i === 0 ? '{}' : JSON.stringify(fuzz.pick(STRANGE))
          }
          const wrong = await ask(
            callers,
            fuzz,
            method,
            path,
            init,
            route === WITHOUT_END ? undefined : as,
          )
          if (wrong) found.push(wrong)
        }
      }
    }
    expect({ seed: SEED, found: found.slice(0, 8) }).toEqual({ seed: SEED, found: [] })
  }, 240_000)

  test('an import takes files and maps of another kind without a 500', async () => {
    const callers = await openCallers(await database.open())
    const fuzz = await openFuzz(callers, SEED + 1)
    const as = callers.tokens.admin
    const found: Found[] = []
    const exported = async (form: string) =>
      (await callers.api.get(`/orders/export?format=${form}`, { as })).text.trim()
    const orders = (await exported('ndjson')).split('\n').map((line) => JSON.parse(line))
    const rows = (await exported('csv')).split('\r\n').map((line) => line.split(','))
    const cell = (text: string) => (fuzz.chance(0.02) ? cellOf(fuzz.pick(STRANGE)) : text)
    const csv = () => rows.map((row, i) => (i === 0 ? row : row.map(cell)).join(',')).join('\r\n')
    const json = (value: unknown) => JSON.stringify(fuzz.confuse(value))
    const mapped = () => `/orders/import?map=${inQuery(fuzz.confuse(MAP))}`
    const files: (() => [path: string, type: string, text: string])[] = [
      () => ['/orders/import', NDJSON, json({ ...fuzz.pick(orders), id: null })],
      () => ['/orders/import', CSV, csv()],
      () => [mapped(), CSV, FOREIGN],
      () => ['/products/import', NDJSON, json(PRODUCT)],
      () => ['/customers/import', NDJSON, json(CUSTOMER)],
    ]
    for (let i = 0; i < ROUNDS * 60; i++) {
      const [to, type, text] = fuzz.pick(files)()
      const path = `${to}${to.includes('?') ? '&' : '?'}dry_run=${fuzz.chance(0.5)}`
      const sent = { headers: { 'content-type': type }, body: text }
      const wrong = await ask(callers, fuzz, 'POST', path, sent, as)
      if (wrong) found.push(wrong)
    }
    expect({ seed: SEED, found: found.slice(0, 8) }).toEqual({ seed: SEED, found: [] })
  }, 240_000)
})
