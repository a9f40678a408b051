// Who may be told no more is told no more: nothing is delivered later than a second after a token's
// end or a revocation, by whichever way it came, and never anything of another's (T4). The shop is
// written in all the while, so that silence means something.

import { expect, test } from 'bun:test'
import type { Client } from '#client/index.ts'
import { eachOrderd } from '../helpers/process.ts'
import { closeAfter, type EventReader, WAYS } from './event-readers.ts'
import { admin, ENV, ORDER, signIn, until } from './shop.ts'

/** A test has processes to start, on a machine that may be busy. */
const LONG_MS = 60_000

const SECOND_MS = 1_000
const TTL_MS = 2_000

/** Places an order every few milliseconds until told to stop; tells how many. */
function business(writer: Client): { stop(): Promise<number> } {
  let isOver = false
  const working = (async () => {
    let placed = 0
    while (!isOver) {
      await writer.orders.create(ORDER)
      placed += 1
      await Bun.sleep(10)
    }
    return placed
  })()
  return {
    stop() {
      isOver = true
      return working
    },
  }
}

/** All of them had heard something before, and from a second after `over` on none did. */
function expectSilence(readers: EventReader[], over: number): void {
  for (const { way, heard } of readers) {
    expect([way, heard.some(({ at }) => at < over)]).toEqual([way, true])
    expect([way, heard.filter(({ at }) => at > over + SECOND_MS)]).toEqual([way, []])
  }
}

eachOrderd((orderd) => {
  test(
    'nothing is delivered later than a second after a token’s end, by any way (T4)',
    async () => {
      const env = { ...ENV, ORDERD_ACCESS_TOKEN_TTL: `${TTL_MS / 1_000}s` }
      const server = await orderd.serve([], { env })
      const work = business(admin(server))
      const { token, expiresAt } = await signIn(server)
      const readers = WAYS.map((listen) => listen(server, token, { topic: 'orders' }))
      await until(() => Date.now() > expiresAt + SECOND_MS)
      const reader = admin(server)
      const { next: after } = await reader.events.list({ after: 'now' })
      await until(() => Date.now() > expiresAt + 2 * SECOND_MS)
      const { items } = await reader.events.list({ topic: 'orders', after })
      expect(items.length).toBeGreaterThan(5)
      expect(await work.stop()).toBeGreaterThan(20)
      expectSilence(readers, expiresAt)
      expect(readers.map(({ way, end }) => [way, end])).toEqual([
        // Within its grace a new token would take it on.
        ['socket', null],
        ['stream', 200],
        ['poll', 401],
      ])
    },
    LONG_MS,
  )

  test(
    'nothing is delivered later than a second after a revocation, whatever it was (T4)',
    async () => {
      const server = await orderd.serve([], { env: ENV })
      const boss = admin(server)
      const password = 'blue round chair'
      const person = async (name: string) => {
        const email = `${name}@example.com`
        const { id } = await boss.users.register({ name, email, password })
        await boss.users.update(id, { role: 'editor' })
        const { token } = await signIn(server, email, password)
        const { token: other } = await signIn(server, email, password)
        return {
          id,
          token,
          other,
          readers: WAYS.map((listen) => listen(server, token, { topic: 'orders' })),
        }
      }
      const as = async (
        token: string,
        method: string,
        path: string,
        body: object,
      ): Promise<void> => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        const init = { method, headers, body: JSON.stringify(body) }
        const response = await fetch(`${server.url}${path}`, init)
        if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      }
      type Who = { id: number; token: string; other: string }
      const acts: Record<string, (who: Who) => Promise<unknown>> = {
        logout: ({ token }) => as(token, 'POST', '/users/logout', {}),
        password: ({ other }) =>
          as(other, 'PATCH', '/users/me', {
            password: 'new red table',
            current_password: password,
          }),
        role: ({ id }) => boss.users.update(id, { role: 'user' }),
        disabled: ({ id }) => boss.users.update(id, { disabled: true }),
      }
      const people = await Promise.all(
        Object.keys(acts).map(async (name) => ({ name, ...(await person(name)) })),
      )
      const work = business(admin(server))
      await until(() =>
        people.every(({ readers }) => readers.every(({ heard }) => heard.length > 2)),
      )
      const ended = await Promise.all(
        people.map(async (who) => {
          await acts[who.name]!(who)
          return { ...who, over: Date.now() }
        }),
      )
      await until(() => ended.every(({ over }) => Date.now() > over + 2 * SECOND_MS))
      expect(await work.stop()).toBeGreaterThan(20)
      for (const { readers, over, name } of ended) {
        expectSilence(readers, over)
        const [socket, stream, poll] = readers.map(({ end }) => end)
        expect([name, socket, stream]).toEqual([name, 4103, 200])
        // After a role change the session stays, and may not read this any more.
        expect([name, poll]).toEqual([name, name === 'role' ? 403 : 401])
      }
    },
    LONG_MS,
  )

  test(
    'a customer is never told of another’s order, whatever they ask for (T4)',
    async () => {
      const env = { ...ENV, ORDERD_WS_MESSAGES: 'off', ORDERD_WS_SUBS: 'off' }
      const server = await orderd.serve([], { env })
      const boss = admin(server)
      const password = 'blue round chair'
      await boss.products.create({ sku: 'TEA', title: 'Tea', price: 450, on_hand: 1_000 })
      const customer = async (name: string) => {
        const credentials = { email: `${name}@example.com`, password }
        await boss.users.register({ name, ...credentials })
        const client = admin(server, { credentials })
        const place = () => client.orders.create({ lines: [{ sku: 'TEA', quantity: 1 }] })
        const { token } = await signIn(server, credentials.email, password)
        return { token, place, first: await place() }
      }
      const [mine, theirs] = [await customer('mine'), await customer('theirs')]
      const { id, customer_id, number } = theirs.first
      const said: string[] = []
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/realtime`, 'orderd.v1')
      closeAfter(socket)
      socket.onmessage = ({ data }) => said.push(String(data))
      await new Promise((resolve) => {
        socket.onopen = resolve
      })
      socket.send(JSON.stringify({ op: 'auth', id: 0, token: mine.token }))
      const topics = [
        ...['orders', 'stock', '', 'everything', '__proto__', 'constructor', 'orders.mine'],
        ...[
          `order:${id}`,
          `order:${id.toUpperCase()}`,
          ` order:${id}`,
          `order:${id}\0`,
          `order:${number}`,
        ],
        ...[
          'order:%',
          "order:' OR 1=1 --",
          `orders.mine:${customer_id}`,
          `customer:${customer_id}`,
        ],
        ...['track:', 'track:%', `track:${id}`, "track:' OR '1'='1"],
      ]
      const filters = [
        undefined,
        {},
        { customer_id },
        { customer_id: [mine.first.customer_id, customer_id] },
        { customer_id: { $ne: mine.first.customer_id } },
        { status: ['draft', 'pending', 'confirmed'] },
        { tag: 'vip' },
      ]
      const asked = topics.flatMap((topic) => filters.map((filter) => ({ topic, filter })))
      for (const [i, { topic, filter }] of asked.entries()) {
        const sub = { op: 'sub', id: i + 1, sub: `${i}`, topic, filter, snapshot: i % 2 === 0 }
        socket.send(JSON.stringify(sub))
      }
      const answered = () => said.filter((text) => /^\{"op":"(ok|err)"/.test(text)).length
      await until(() => answered() === asked.length + 1)
      const headers = { authorization: `Bearer ${mine.token}` }
      for (const { topic, filter } of asked) {
        const query = new URLSearchParams({ topic, ...(filter as Record<string, string>) })
        const response = await fetch(`${server.url}/events?${query}`, { headers })
        said.push(await response.text())
      }
      await theirs.place()
      await boss.orders.update(id, { tags: ['vip'], email: 'still-theirs@example.com' })
      const own = await mine.place()
      await until(() => said.some((text) => text.includes(own.id)))
      const text = said.join('\n')
      expect(text).toContain(mine.first.id)
      expect(text).not.toContain(id)
      expect(text).not.toContain(customer_id!)
      expect(text).not.toContain('theirs@example.com')
    },
    LONG_MS,
  )
})
