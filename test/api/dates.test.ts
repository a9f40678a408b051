// A date without a time is a day of the shop, everywhere: every parameter and field of the document that takes
// one is walked, on days of 23 hours, without a midnight, and on 29 February. A new one that is not here fails.

import { describe, expect, test } from 'bun:test'
import { NOT_A_TIME } from '#http/validation.ts'
import { iso } from '#lib/clock.ts'
import { type Answered, createAdmin, type TestApp, testApp } from '../helpers/app.ts'
import { type FakeClock, fakeClock } from '../helpers/clock.ts'
import { eachDatabase } from '../helpers/databases.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  'x-bound'?: string
}

interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

interface Day {
  timezone: string
  day: string
  start: string
  next: string
}

const DAYS: readonly Day[] = [
  {
    timezone: 'Europe/Berlin',
    day: '2026-03-29',
    start: '2026-03-28T23:00:00.000Z',
    next: '2026-03-29T22:00:00.000Z',
  },
  {
    timezone: 'America/Santiago',
    day: '2026-09-06',
    start: '2026-09-06T04:00:00.000Z',
    next: '2026-09-07T03:00:00.000Z',
  },
  {
    timezone: 'Asia/Tokyo',
    day: '2028-02-29',
    start: '2028-02-28T15:00:00.000Z',
    next: '2028-02-29T15:00:00.000Z',
  },
]

/** No dates, or none of the shop at `zone`. */
const NO_DATES: readonly [text: string, timezone: string][] = [
  ['2026-02-30', 'Europe/Berlin'],
  ['2026-13-01', 'Europe/Berlin'],
  ['2026-02-28T24:00:00Z', 'Europe/Berlin'],
  ['2026-02-28T10:00:00+25:00', 'Europe/Berlin'],
  ['2026-02-28T10:00:00', 'Europe/Berlin'],
  ['tomorrow', 'Europe/Berlin'],
  ['2011-12-30', 'Pacific/Apia'],
]

/** A shop with an account that may do everything there, at any time of the fake clock. */
interface Office {
  shop: TestApp
  clock: FakeClock
  send(method: string, path: string, body?: unknown): Promise<Answered>
  setTime(at: string): void
  customer: string
}

/** What is sent for a date at `field`. */
type Send = (office: Office, text: string) => Promise<Answered>

/** What came of it: which of the SEEDS, or the moment that is kept. */
interface Case {
  send: Send
  read(answer: Answered, office: Office): unknown
  /** What `read` gives where the bound is right. */
  expected(bound: string, day: Day): unknown
  /** Nothing is kept of it. */
  isIgnored?: true
}

/** Orders on both sides of both ends of the day. */
const SEEDS: Readonly<Record<string, (day: Day) => number>> = {
  before: ({ start }) => Date.parse(start) - 1,
  first: ({ start }) => Date.parse(start),
  last: ({ next }) => Date.parse(next) - 1,
  after: ({ next }) => Date.parse(next),
}
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  from: ['after', 'first', 'last'],
  through: ['before', 'first', 'last'],
}

const LINES = [{ title: 'A thing', unit_price: 1000, quantity: 1 }]

const names = (orders: { external_id: string }[]): string[] =>
  orders.map(({ external_id }) => external_id).sort()

const listCase = (send: Send): Case => ({
  send,
  read: ({ body }) => names(body.items),
  expected: (bound) => WITHIN[bound],
})
const orders = (name: string): Case =>
  listCase(({ send }, text) => send('GET', `/orders?tag=seed&${name}=${encodeURIComponent(text)}`))
const ordersOfCustomer = (name: string): Case =>
  listCase(({ send, customer }, text) =>
    send('GET', `/customers/${customer}/orders?tag=seed&${name}=${encodeURIComponent(text)}`),
  )
const exported = (name: string): Case => ({
  send: ({ send }, text) =>
    send('GET', `/orders/export?format=ndjson&tag=seed&${name}=${encodeURIComponent(text)}`),
  read: ({ text }) =>
    names(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ),
  expected: (bound) => WITHIN[bound],
})

/** The words are kept as they are; the list reads them in the zone that the shop has then. */
const view = (save: (office: Office, filter: object) => Promise<Answered>, name: string): Case => ({
  send: (office, text) => save(office, { tag: 'seed', [name]: text }),
  async read({ body: { filter } }, { send }) {
    const { body } = await send('GET', `/orders?${new URLSearchParams(filter)}`)
    return [filter[name], names(body.items)]
  },
  expected: (bound, { day }) => [day, WITHIN[bound]],
})
const newView = (name: string): Case =>
  view(({ send }, filter) => send('POST', '/views', { name: 'V', filter }), name)
const changedView = (name: string): Case =>
  view(async ({ send }, filter) => {
    const { body } = await send('POST', '/views', { name: 'V', shared: true })
    return send('PATCH', `/views/${body.id}`, { filter })
  }, name)

type Row = Record<string, number | string>
const report = (
  path: string,
  name: string,
  count: (body: Record<string, Row[]>) => number,
): Case => ({
  send: ({ send }, text) => send('GET', `/reports/${path}?${name}=${encodeURIComponent(text)}`),
  read: ({ body }) => count(body),
  expected: (bound) => WITHIN[bound]?.length,
})
const sum = (field: string) => (body: Record<string, Row[]>) =>
  (body.items ?? [])
    .filter(({ currency }) => currency === 'SEK')
    .reduce((total, row) => total + Number(row[field]), 0)

const placedOf = ({ items = [] }: Record<string, Row[]>): number =>
  Number(items.find(({ step }) => step === 'placed')?.orders)

const MOMENTS: Readonly<Record<string, (day: Day) => string>> = {
  from: ({ start }) => start,
  until: ({ next }) => next,
}
const field = (name: string, send: Send, find = (body: Answered['body']) => body): Case => ({
  send,
  read: ({ body }) => find(body)[name],
  expected: (bound, day) => MOMENTS[bound]?.(day),
})
let codes = 0
const coupon = (fields: object) => {
  codes += 1
  return { code: `C${codes}`, kind: 'percent', rate_ppm: 100_000, ...fields }
}
const newCoupon = (name: string): Case =>
  field(name, ({ send }, text) => send('POST', '/coupons', coupon({ [name]: text })))
const changedCoupon = (name: string): Case =>
  field(name, async ({ send }, text) => {
    const { body } = await send('POST', '/coupons', coupon({}))
    return send('PATCH', `/coupons/${body.id}`, { [name]: text })
  })

const quoted = (fields: (text: string) => object): Case => ({
  send: ({ send, customer }, text) =>
    send('POST', '/orders/quote', { customer_id: customer, lines: LINES, ...fields(text) }),
  read: ({ body }) => [body.expires_at, body.payments],
  expected: () => [null, []],
  isIgnored: true,
})

const RANGE = ['created_from', 'created_to', 'placed_from', 'placed_to']
const each = (place: string, where: string, make: (name: string) => Case): [string, Case][] =>
  RANGE.map((name) => [`${place} ${where}.${name}`, make(name)])

const CASES: Readonly<Record<string, Case>> = Object.fromEntries([
  ...each('GET /orders', 'query', orders),
  ...each('GET /orders/export', 'query', exported),
  ...each('GET /customers/{id}/orders', 'query', ordersOfCustomer),
  ...each('POST /views', 'filter', newView),
  ...each('PATCH /views/{id}', 'filter', changedView),
  ...['from', 'to'].flatMap((name): [string, Case][] => [
    [`GET /reports/sales query.${name}`, report('sales', name, sum('orders'))],
    [`GET /reports/summary query.${name}`, report('summary', name, sum('orders'))],
    [`GET /reports/products query.${name}`, report('products', name, sum('quantity'))],
    [`GET /reports/funnel query.${name}`, report('funnel', name, placedOf)],
  ]),
  ['POST /coupons starts_at', newCoupon('starts_at')],
  ['POST /coupons ends_at', newCoupon('ends_at')],
  ['PATCH /coupons/{id} starts_at', changedCoupon('starts_at')],
  ['PATCH /coupons/{id} ends_at', changedCoupon('ends_at')],
  [
    'POST /api-keys expires_at',
    field('expires_at', ({ send }, expires_at) =>
      send('POST', '/api-keys', { name: 'K', scopes: ['orders:read'], expires_at }),
    ),
  ],
  [
    'POST /orders expires_at',
    field('expires_at', ({ send, customer }, expires_at) =>
      send('POST', '/orders', { customer_id: customer, lines: LINES, expires_at }),
    ),
  ],
  [
    'POST /orders payment.expires_at',
    field(
      'expires_at',
      ({ send, customer }, expires_at) =>
        send('POST', '/orders', {
          customer_id: customer,
          lines: LINES,
          payment: { kind: 'authorize', amount: 1, expires_at },
        }),
      ({ payments }) => payments.at(-1),
    ),
  ],
  // A quote takes the body of an order and keeps nothing of these.
  ['POST /orders/quote expires_at', quoted((expires_at) => ({ expires_at }))],
  [
    'POST /orders/quote payment.expires_at',
    quoted((expires_at) => ({ payment: { kind: 'authorize', amount: 1, expires_at } })),
  ],
  [
    'POST /orders/{id}/payments expires_at',
    field(
      'expires_at',
      async ({ send, customer }, expires_at) => {
        const { body } = await send('POST', '/orders', { customer_id: customer, lines: LINES })
        const payment = { kind: 'authorize', amount: 1, expires_at }
        return send('POST', `/orders/${body.id}/payments`, payment)
      },
      ({ payments }) => payments.at(-1),
    ),
  ],
])

/** The path of a fault is that of the field. */
const pathOf = (key: string): string => key.split(' ').at(-1) ?? ''

eachDatabase(({ open }) => {
  async function openOffice(timezone: string, at: string): Promise<Office> {
    const clock = fakeClock(Date.parse(at))
    const shop = await testApp(await open(), { clock })
    const send: Office['send'] = async (method, path, body) => {
      const { token } = await createAdmin(shop)
      return shop.api.send(method, path, {
        as: token,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
    }
    await send('PATCH', '/settings', { timezone, hold_time: '30d' })
    const customer = (await send('POST', '/customers', { name: 'Bela Kiss' })).body.id
    const setTime = (time: string): void => clock.advance(Date.parse(time) - clock.now())
    return { shop, clock, send, setTime, customer }
  }

  async function seed({ send, setTime, customer }: Office, day: Day): Promise<void> {
    for (const [external_id, at] of Object.entries(SEEDS)) {
      setTime(iso(at(day)))
      const order = {
        customer_id: customer,
        currency: 'SEK',
        tags: ['seed'],
        lines: LINES,
        external_id,
      }
      const { status, text } = await send('POST', '/orders', order)
      if (status !== 201) throw new Error(text)
    }
  }

  /** Every place of the document where a date or a time is sent, with its bound. */
  async function datesOf({ api }: TestApp): Promise<Map<string, string>> {
    const document = (await api.get('/docs/json')).body as Document
    const found = new Map<string, string>()
    const visit = (schema: Schema, key: string, path: string): void => {
      const named = document.components.schemas[schema.$ref?.split('/').at(-1) ?? '']
      const bound = schema['x-bound'] ?? (looksLikeDate(schema, path) ? 'undeclared' : undefined)
      if (bound !== undefined) found.set(`${key} ${path}`, bound)
      for (const one of [named, schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
        if (one !== undefined) visit(one, key, path)
      }
      for (const [name, inner] of Object.entries(schema.properties ?? {})) {
        visit(inner, key, path === '' ? name : `${path}.${name}`)
      }
    }
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, { parameters = [], requestBody }] of Object.entries(item)) {
        const key = `${method.toUpperCase()} ${path}`
        for (const one of parameters) {
          if (one.in === 'query') visit(one.schema, key, `query.${one.name}`)
        }
        const content = requestBody?.content['application/json']
        if (content) visit(content.schema, key, '')
      }
    }
    return found
  }

  /** By its format, or by how it is called. */
  const looksLikeDate = ({ type, format, anyOf }: Schema, path: string): boolean =>
    format?.startsWith('date') === true ||
    (anyOf === undefined &&
      [type].flat().includes('string') &&
      /(^|[._])(at|on|date|day|since|from|to|until)$/.test(path))

  test('every date or time that the API takes says its bound, and stands in this table', async () => {
    const found = await datesOf(await testApp(await open()))
    expect([...found].filter(([, bound]) => bound === 'undeclared')).toEqual([])
    expect([...found.keys()].sort()).toEqual(Object.keys(CASES).sort())
  })

  for (const day of DAYS) {
    describe(`${day.day} in ${day.timezone}`, () => {
      const isKept = (bound: string): boolean => bound in MOMENTS

      test('is kept as its start, or as its end', async () => {
        const office = await openOffice(day.timezone, iso(Date.parse(day.start) - 3_600_000))
        for (const [key, bound] of await datesOf(office.shop)) {
          const { send, read, expected, isIgnored } = CASES[key]!
          if (!isKept(bound) || key.includes('filter.') || key.includes('query.')) continue
          const answer = await send(office, day.day)
          expect([key, await read(answer, office)]).toEqual([key, expected(bound, day)])
          const time = await send(office, day.next.replace('.000Z', 'Z'))
          const kept = isIgnored ? expected(bound, day) : day.next
          expect([key, await read(time, office)]).toEqual([key, kept])
        }
      })

      test('is all of the day, and nothing else, where it narrows a list or a report', async () => {
        const office = await openOffice(day.timezone, iso(Date.parse(day.start) - 3_600_000))
        await seed(office, day)
        for (const [key, bound] of await datesOf(office.shop)) {
          if (!key.includes('filter.') && !key.includes('query.')) continue
          const { send, read, expected } = CASES[key]!
          const answer = await send(office, day.day)
          expect([key, await read(answer, office)]).toEqual([key, expected(bound, day)])
        }
      })
    })
  }

  test('what is no date is refused with its path, wherever it is sent', async () => {
    const office = await openOffice('Europe/Berlin', '2026-02-01T12:00:00Z')
    for (const [text, timezone] of NO_DATES) {
      await office.send('PATCH', '/settings', { timezone })
      for (const [key, { send }] of Object.entries(CASES)) {
        const { status, body } = await send(office, text)
        expect([key, text, status, body.errors]).toEqual([
          key,
          text,
          422,
          [{ path: pathOf(key), message: NOT_A_TIME }],
        ])
      }
    }
  })
})
