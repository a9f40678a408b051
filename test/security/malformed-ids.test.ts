// An id that no thing can have. In every path of the document: as good as an absent one, to the byte, and
// after 401. In a query or a body: a 422 at its place.

import { describe, expect, test } from 'bun:test'
import { type Callers, openCallers } from '../helpers/callers.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { MATRIX } from './matrix.ts'

/** As they stand in a URL. */
const MALFORMED = [
  'abc',
  '0',
  '-1',
  '+1',
  '01',
  '1e3',
  '1.5',
  '0x1',
  '1%20',
  '%EF%BC%91',
  'NaN',
  'null',
  'undefined',
  '__proto__',
  '9007199254740993',
  '9223372036854775808',
  '99999999999999999999',
  '9'.repeat(2_000),
  'ord_',
  'ord_1',
  'ORD_00000000000000000000000000',
  'ord_00000000000000000000000000000000',
  'ord_zzzzzzzzzzzzzzzzzzzzzzzzzz',
  'ord_uuuuuuuuuuuuuuuuuuuuuuuuuu',
  'xyz_00000000000000000000000000',
  'ord_00000000000000000000000000',
  'cus_00000000000000000000000000',
  '00000000000000000000000000',
  "1'%20OR%20'1'='1",
  '%25',
  '%F0%9F%98%80',
  '..%2F..%2Fetc',
]

/** A path's parameter that is no id of ours: every text is one. */
const TEXTS = ['PUT /products/by-sku/:sku']

const routes = Object.keys(MATRIX)
  .filter((route) => route.includes(':') && !TEXTS.includes(route))
  .map((route) => {
    const [method = '', pattern = ''] = route.split(' ')
    return { route, method, pattern }
  })

/** The prefix of an id as the document's examples have it; none for an account's. */
async function prefixes({ api }: Callers): Promise<(pattern: string, name: string) => string> {
  const { paths } = (await api.get('/docs/json')).body
  return (pattern, name) => {
    const path = paths[pattern.replace(/:(\w+)/g, '{$1}')]
    const parameters = Object.values<{
      parameters: { name: string; schema: { pattern?: string } }[]
    }>(path).flatMap((operation) => operation.parameters)
    const schema = parameters.find((one) => one.name === name)?.schema
    return /^\^([a-z]{3})_/.exec(schema?.pattern ?? '')?.[1] ?? ''
  }
}

const LINES = [{ sku: 'SKU-1', quantity: 1 }]

/** The place of an id in a body, its prefix, and a body that is right but for it. */
const IN_BODIES: [string, string, string, (id: string) => object][] = [
  ['/orders', 'customer_id', 'cus', (id) => ({ customer_id: id, lines: LINES })],
  ['/orders/quote', 'customer_id', 'cus', (id) => ({ customer_id: id, lines: LINES })],
  [
    '/orders/:id/fulfillments',
    'lines.0.line_id',
    'lin',
    (id) => ({ lines: [{ line_id: id, quantity: 1 }] }),
  ],
  ['/orders/:id/fulfillments', 'location_id', 'loc', (id) => ({ location_id: id })],
  [
    '/orders/:id/edits',
    'ops.0.line_id',
    'lin',
    (id) => ({ ops: [{ op: 'set_quantity', line_id: id, quantity: 1 }] }),
  ],
  [
    '/orders/:id/edits',
    'ops.0.discount_id',
    'dsc',
    (id) => ({ ops: [{ op: 'remove_discount', discount_id: id }] }),
  ],
  [
    '/orders/:id/edits',
    'ops.0.fee_id',
    'fee',
    (id) => ({ ops: [{ op: 'remove_fee', fee_id: id }] }),
  ],
  [
    '/orders/:id/cancel',
    'refund.0.payment_id',
    'pay',
    (id) => ({ refund: [{ payment_id: id, amount: 1 }] }),
  ],
  [
    '/stock/adjustments',
    'location_id',
    'loc',
    (id) => ({ sku: 'SKU-1', delta: 1, location_id: id }),
  ],
]

const IN_QUERIES: [string, string][] = [
  ['/orders', 'customer_id'],
  ['/orders/export', 'customer_id'],
  ['/events', 'customer_id'],
  ['/stock', 'location_id'],
  ['/stock/movements', 'location_id'],
  ['/stock/movements', 'order_id'],
]

eachDatabase((database) => {
  test('one in a body or a query is a 422 at its place, as is an absent one in a body', async () => {
    const { api, tokens, things } = await openCallers(await database.open())
    const as = tokens.admin
    const id = things['/orders/:id'] ?? ''
    // Paid and confirmed: nothing but the id is in the way.
    expect((await api.post(`/orders/${id}/payments`, { kind: 'sale' }, { as })).status).toBe(201)
    for (const [route, place, prefix, bodyOf] of IN_BODIES) {
      for (const value of ['', 'abc', '9'.repeat(30), 'xyz_1', `${prefix}_${'0'.repeat(26)}`]) {
        const { status, body } = await api.post(route.replace(':id', id), bodyOf(value), { as })
        const places = body.errors?.map(({ path }: { path: string }) => path)
        expect([route, value, status, places]).toEqual([route, value, 422, [place]])
      }
    }
    for (const [route, name] of IN_QUERIES) {
      for (const value of ['', 'abc', '9'.repeat(30), 'xyz_1']) {
        const { status, body } = await api.get(`${route}?${name}=${value}`, { as })
        const places = body.errors?.map(({ path }: { path: string }) => path)
        expect([route, value, status, places]).toEqual([route, value, 422, [`query.${name}`]])
      }
    }
    for (const customer_id of ['abc', `cus_${'0'.repeat(26)},abc`, ['abc']]) {
      const view = await api.post('/views', { name: 'Mine', filter: { customer_id } }, { as })
      expect(view).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'filter.customer_id' }] },
      })
    }
  })

  describe('every route with an id in its path', () => {
    test('answers a malformed one as an absent one', async () => {
      const callers = await openCallers(await database.open())
      const prefixOf = await prefixes(callers)
      const ask = async (method: string, path: string, as = callers.tokens.admin) => {
        const isRead = method === 'GET'
        const { status, text } = await callers.api.send(method, path, {
          as,
          headers: {
            'x-request-id': 'the-same-for-all',
            ...(isRead ? {} : { 'content-type': 'application/json' }),
          },
          ...(isRead ? {} : { body: '{}' }),
        })
        return { status, text }
      }
      const wrong: unknown[] = []
      for (const { route, method, pattern } of routes) {
        const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
        const fill = (values: Record<string, string>) =>
          pattern.replace(/:(\w+)/g, (_, name: string) => {
            const prefix = prefixOf(pattern, name)
            const absent = prefix === '' ? '999999999' : `${prefix}_${'0'.repeat(26)}`
            return values[name] ?? absent
          })
        const absent = await ask(method, fill({}))
        if (absent.status !== 404) wrong.push({ route, absent })
        for (const name of names) {
          for (const value of MALFORMED) {
            const path = fill({ [name]: value })
            for (const query of value === 'abc' ? ['', '?nonsense=1'] : ['']) {
              const answered = await ask(method, path + query)
              if (answered.status !== 404 || answered.text !== absent.text) {
                wrong.push({ route, name, value: value.slice(0, 50), query, ...answered })
              }
            }
          }
          const stranger = await ask(method, fill({ [name]: 'abc' }), '')
          const isOpen = MATRIX[route]?.there.trim().startsWith('in')
          if (!isOpen && stranger.status !== 401) wrong.push({ route, stranger })
        }
      }
      expect(wrong.slice(0, 20)).toEqual([])
    }, 240_000)
  })
})
