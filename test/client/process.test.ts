// The client against orderd as a process, from source and as the binary: killed under load, restarted,
// and with a log that is another one afterwards.

import { afterEach, expect, test } from 'bun:test'
import { type Client, createClient, every, type OrderSummary } from '#client/index.ts'
import { eachOrderd, type Server } from '../helpers/process.ts'
import { watch } from './manual-clock.ts'

const ADMIN = { ORDERD_ADMIN_EMAIL: 'admin@example.com', ORDERD_ADMIN_PASSWORD: 'tall green lamp' }
const credentials = { email: 'admin@example.com', password: 'tall green lamp' }

const clients: Client[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

function connect({ url }: Server): Client {
  const client = createClient({ baseUrl: url, credentials })
  clients.push(client)
  return client
}

const versions = (orders: Iterable<{ id: string; version: number }>) =>
  Object.fromEntries([...orders].map(({ id, version }) => [id, version]))

async function listed(client: Client): Promise<Record<string, number>> {
  const orders = []
  for await (const order of every(client.orders.list, { limit: 200 })) orders.push(order)
  return versions(orders)
}

/** Tries until it is done, under one key: however often, it is done once. */
async function surely<T>(write: (idempotencyKey: string) => Promise<T>): Promise<T> {
  const key = crypto.randomUUID()
  for (;;) {
    try {
      return await write(key)
    } catch (error) {
      if ((error as { code?: string }).code !== 'network') throw error
    }
  }
}

eachOrderd((orderd) => {
  const restart = ({ url, directory }: Server) =>
    orderd.serve(['--port', new URL(url).port], { directory, env: ADMIN })

  test('killed under load, the list ends as the shop is, and each event was seen once', async () => {
    let server = await orderd.serve([], { env: ADMIN })
    const [reader, writer] = [connect(server), connect(server)]
    const view = watch<OrderSummary>()
    const seen: number[] = []
    reader.subscribe('orders', { limit: 3, onEvent: ({ seq }) => seen.push(seq) }, view.onChange)
    await view.status('live')

    const body = {
      email: 'jane@example.com',
      lines: [{ title: 'Repair', unit_price: 2500, quantity: 1 }],
    }
    let written = 0
    const write = async () => {
      const order = await surely((idempotencyKey) => writer.orders.create(body, { idempotencyKey }))
      await surely((idempotencyKey) =>
        writer.orders.update(order.id, { tags: [`t${written}`] }, { idempotencyKey }),
      )
      written += 1
    }
    const load = async () => {
      while (written < 60) await write()
    }
    const writing = Promise.all([load(), load(), load()])
    for (let round = 1; round <= 3; round += 1) {
      while (written < round * 15) await new Promise((resolve) => setTimeout(resolve, 5))
      await server.end('SIGKILL')
      server = await restart(server)
    }
    await writing

    const wanted = await listed(writer)
    expect(Object.keys(wanted).length).toBe(written)
    await view.until(
      ({ items, status }) => status === 'live' && Bun.deepEquals(versions(items), wanted),
    )
    const all: number[] = []
    for (let after: string | undefined; ; ) {
      const page = await writer.events.list({ topic: 'orders', limit: 200, after })
      all.push(...page.items.map(({ seq }) => seq as number))
      after = page.next
      if (!page.more) break
    }
    expect(seen).toEqual(all)
  }, 60_000)

  test('with another log afterwards it begins anew, and is right again', async () => {
    const server = await orderd.serve([], { env: ADMIN })
    const client = connect(server)
    const view = watch<OrderSummary>()
    client.subscribe('orders', {}, view.onChange)
    await view.status('live')
    const lines = [{ title: 'Repair', unit_price: 2500, quantity: 1 }]
    const create = () => client.orders.create({ email: 'jane@example.com', lines })
    const first = await create()
    await view.until(({ byId }) => byId.has(first.id))
    const { epoch } = await client.events.list({ after: 'now' })
    await server.end()
    await view.status('offline')
    const renewed = await orderd.run(['epoch', 'renew', '--data-dir', server.directory])
    expect(renewed.code).toBe(0)
    await restart(server)
    await view.status('live')
    expect((await client.events.list({ after: 'now' })).epoch).not.toBe(epoch)
    const second = await create()
    const { items } = await view.until(({ byId }) => byId.has(second.id))
    expect(versions(items)).toEqual(await listed(client))
  }, 60_000)
})
