// Parts of an order and of a webhook under the id of another one: as if they were not there. Each route with
// a second id in its path is asked, so a new one is too.

import { expect, test } from 'bun:test'
import { type Callers, openCallers } from '../helpers/callers.ts'
import { eachDatabase } from '../helpers/databases.ts'

const PREFIXES: Record<string, string> = {
  payment_id: 'pay',
  transaction_id: 'txn',
  fulfillment_id: 'ful',
  return_id: 'ret',
  delivery_id: 'dlv',
}
const ABSENT = '00000000000000000000000000'
const SAME = { 'x-request-id': 'the-same-for-all' }

/** An order of that caller, paid, shipped and asked to be taken back; `id` and all ids in it. */
async function wholeOrder({ api, tokens }: Callers, as: 'owner' | 'other') {
  const staff = { as: tokens.admin }
  const { body } = await api.post(
    '/orders',
    { lines: [{ sku: 'SKU-1', quantity: 1 }] },
    { as: tokens[as] },
  )
  const path = `/orders/${body.id}`
  await api.post(`${path}/payments`, { kind: 'sale' }, staff)
  await api.post(`${path}/confirm`, {}, staff)
  await api.post(`${path}/fulfillments`, { ship: true }, staff)
  const lines = [{ line_id: body.lines[0].id, quantity: 1 }]
  const made = await api.post(`${path}/returns`, { lines }, { as: tokens[as] })
  expect(made.status).toBe(201)
  return { id: body.id as string, text: (await api.get(path, staff)).text }
}

async function hookWithDelivery({ api, tokens }: Callers) {
  const as = tokens.admin
  const hook = { url: 'https://8.8.8.8/hooks', events: ['order.*'] }
  const { id } = (await api.post('/webhooks', hook, { as })).body
  await api.post(`/webhooks/${id}/test`, {}, { as })
  return { id: id as string, text: (await api.get(`/webhooks/${id}/deliveries`, { as })).text }
}

const partOf = ({ text }: { text: string }, name: string): string => {
  const found = new RegExp(`\\b${PREFIXES[name]}_[0-9a-z]{26}\\b`).exec(text)
  if (found === null) throw new Error(`there is no ${name} to ask for`)
  return found[0]
}

eachDatabase((database) => {
  test('a part is there under its own order or webhook alone', async () => {
    const callers = await openCallers(await database.open())
    const { api, app, tokens } = callers
    const [order, otherOrder] = [
      await wholeOrder(callers, 'owner'),
      await wholeOrder(callers, 'other'),
    ]
    const [hook, otherHook] = [await hookWithDelivery(callers), await hookWithDelivery(callers)]
    const routes = app.routes.flatMap(({ method, path }) => {
      const [, before, name = '', after = ''] = /^(\/\w+)\/:id(\/.*)$/.test(path)
        ? (/^(.*)\/:(\w+_id)(.*)$/.exec(path) ?? [])
        : []
      return before === undefined ? [] : [{ method, before, name, after }]
    })
    expect(routes.length).toBeGreaterThanOrEqual(18)

    for (const { method, before, name, after } of routes) {
      const [own, other] = before.startsWith('/webhooks') ? [hook, otherHook] : [order, otherOrder]
      // A command is refused for its body alone, so that each part stays as it is.
      const ask = async (parent: string, part: string, as = tokens.admin) => {
        const path = `${before.replace(':id', parent)}/${part}${after}`
        const body = method === 'GET' ? {} : { body: '{"nonsense":true}' }
        const headers = { ...SAME, 'content-type': 'application/json' }
        const { status, text } = await api.send(method, path, { as, headers, ...body })
        return [status, text.replaceAll(parent, 'PARENT').replaceAll(part, 'PART')]
      }
      const asked = `${method} ${before} ${name}${after}`
      const part = partOf(own, name)
      const absent = await ask(other.id, `${PREFIXES[name]}_${ABSENT}`)
      expect([asked, ...absent]).toEqual([asked, 404, expect.any(String)])
      expect([asked, ...(await ask(other.id, part))]).toEqual([asked, ...absent])
      expect([asked, (await ask(own.id, part))[0]]).toEqual([asked, method === 'GET' ? 200 : 422])
    }
    // The one such route of customers: by their own order they do not reach what is another's.
    const path = `/orders/${otherOrder.id}/returns/${partOf(order, 'return_id')}/cancel`
    expect((await api.post(path, {}, { as: tokens.other })).status).toBe(404)
  })

  test('a return takes no line of another order', async () => {
    const callers = await openCallers(await database.open())
    const { api, tokens } = callers
    const [order, otherOrder] = [
      await wholeOrder(callers, 'owner'),
      await wholeOrder(callers, 'other'),
    ]
    const line_id = /\blin_[0-9a-z]{26}\b/.exec(order.text)?.[0]
    const made = await api.post(
      `/orders/${otherOrder.id}/returns`,
      { lines: [{ line_id, quantity: 1 }] },
      { as: tokens.other },
    )
    expect([made.status, made.body.code]).toEqual([422, 'validation'])
  })
})
