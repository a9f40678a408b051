// Webhooks of a server that is killed again and again: every committed event arrives, none that was
// not committed does.

import { expect, test } from 'bun:test'
import { eachOrderd, type Server } from '../helpers/process.ts'
import { openReceiver } from '../helpers/receiver.ts'

const ENV = {
  ORDERD_ADMIN_EMAIL: 'admin@example.com',
  ORDERD_ADMIN_PASSWORD: 'tall green lamp',
  ORDERD_WEBHOOK_ALLOW_PRIVATE: 'true',
}
const ROUNDS = 3
const PRODUCTS = 60

async function post(url: string, body: unknown, token?: string): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function tokenOf({ url }: Server): Promise<string> {
  const given = { email: 'admin@example.com', password: 'tall green lamp' }
  const response = await post(`${url}/users/login`, given)
  return ((await response.json()) as { access_token: string }).access_token
}

async function eventIds({ url }: Server, token: string): Promise<string[]> {
  const ids: string[] = []
  let after = ''
  for (;;) {
    const response = await fetch(`${url}/events?limit=200&type=product.created${after}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const page = (await response.json()) as { items: { id: string }[]; next: string; more: boolean }
    ids.push(...page.items.map(({ id }) => id))
    if (!page.more) return ids
    after = `&after=${page.next}`
  }
}

eachOrderd((orderd) => {
  test('every committed event arrives across kill -9, with its own id, and no other does', async () => {
    const receiver = openReceiver()
    let server = await orderd.serve([], { env: ENV })
    const { directory } = server
    let token = await tokenOf(server)
    const hook = { url: receiver.url, events: ['product.created'] }
    expect((await post(`${server.url}/webhooks`, hook, token)).status).toBe(201)

    let acknowledged = 0
    for (let round = 0; round < ROUNDS; round++) {
      const { url } = server
      const creating = Array.from({ length: PRODUCTS }, async (_, i) => {
        const product = { sku: `SKU-${round}-${i}`, title: 'A thing', price: 100 }
        // Whoever gets no answer does not know; the log does.
        const answer = await post(`${url}/products`, product, token).catch(() => null)
        if (answer?.status === 201) acknowledged += 1
      })
      await receiver.reached(receiver.received.length + 5)
      await server.end('SIGKILL')
      await Promise.all(creating)
      server = await orderd.serve([], { directory, env: ENV })
      token = await tokenOf(server)
    }

    const committed = await eventIds(server, token)
    expect(committed.length).toBeGreaterThanOrEqual(acknowledged)
    expect(acknowledged).toBeGreaterThanOrEqual(ROUNDS * 5)
    const arrived = () => new Set(receiver.received.map(({ id }) => id))
    await receiver.until(() => arrived().size >= committed.length)
    expect([...arrived()].sort()).toEqual(committed.sort())
    expect((await server.end()).code).toBe(0)
  })
})
