// What readers hold is what the shop holds: after kill -9 and drops under load, by two clients that
// share no line (T1), and at every `live` and `mark` on the way (T2).

import { expect, test } from 'bun:test'
import type { Client, ClientOptions, Filter, OrderdEvent, OrderSummary } from '#client/index.ts'
import { watch } from '../client/manual-clock.ts'
import { eachOrderd, type Server } from '../helpers/process.ts'
import { PYTHON, start, type Told } from '../realtime/second-client.ts'
import { follow, type Noted } from './follower.ts'
import { admin, ENV, listed, logged, ORDER, signIn, surely, until } from './shop.ts'

/** A test has processes to start, on a machine that may be busy. */
const LONG_MS = 60_000

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!
const rising = (seqs: number[]): number[] => [...new Set(seqs)].sort((a, b) => a - b)

interface Reader {
  name: string
  filter: Filter
  rows(): Record<string, number>
  /** Every event it was given, across connections. */
  seen(): number[]
  drop(): void
}

function ours(
  server: Server,
  name: string,
  { filter = {}, options = {} }: { filter?: Filter; options?: Partial<ClientOptions> } = {},
): Reader {
  const sockets = new Set<WebSocket>()
  class Breakable extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols)
      sockets.add(this)
      this.addEventListener('close', () => sockets.delete(this))
    }
  }
  const view = watch<OrderSummary>()
  const seen: number[] = []
  admin(server, { WebSocket: Breakable, ...options }).subscribe(
    'orders',
    { filter, limit: 3, onEvent: ({ seq }) => seen.push(seq) },
    view.onChange,
  )
  return {
    name,
    filter,
    rows: () =>
      Object.fromEntries((view.views.at(-1)?.items ?? []).map(({ id, version }) => [id, version])),
    seen: () => seen,
    drop() {
      for (const socket of sockets) socket.terminate()
    },
  }
}

function python(server: Server, token: string, filter: Filter = {}): Reader {
  const child = start(server.url, token, 'orders', JSON.stringify(filter))
  let last: Told = { rows: {}, seen: [] }
  let failure: unknown = null
  const hear = (told: Told): boolean => {
    last = told
    return false
  }
  child.until(hear).catch((error: unknown) => {
    failure = error
  })
  return {
    name: `Python ${JSON.stringify(filter)}`,
    filter,
    rows() {
      if (failure !== null) throw failure
      return last.rows
    },
    seen: () => last.seen,
    drop: child.drop,
  }
}

const noStream: ClientOptions['fetch'] = (url, init) =>
  url.includes('/events/stream') ? Promise.resolve(new Response('')) : fetch(url, init)

/** An order's life, each step done once however often the server goes away meanwhile. */
async function live(writer: Client): Promise<void> {
  const tags = (): string[] => pick([[], ['vip'], ['b2b'], ['vip', 'b2b']])
  // A repeat under the same key has the same body.
  const order = { ...ORDER, tags: tags() }
  const { id } = await surely((idempotencyKey) => writer.orders.create(order, { idempotencyKey }))
  for (let i = 0; i < 3; i++) {
    const patch = { tags: [...tags(), `${i}`] }
    await surely((idempotencyKey) => writer.orders.update(id, patch, { idempotencyKey }))
  }
  const last = pick(['confirm', 'cancel', 'stay'])
  if (last === 'confirm') {
    await surely((idempotencyKey) => writer.orders.confirm(id, { idempotencyKey }))
  } else if (last === 'cancel') {
    const reason = { reason: 'customer' as const }
    await surely((idempotencyKey) => writer.orders.cancel(id, reason, { idempotencyKey }))
  }
}

/** The shop as the log tells it up to a place. */
function told(events: readonly OrderdEvent[], upTo: number, { status, tag, on_hold }: Filter) {
  const rows = new Map<string, OrderSummary>()
  for (const { seq, order } of events) if (seq <= upTo && order) rows.set(order.id, order)
  const fits = (order: OrderSummary): boolean =>
    (status === undefined || order.status === status) &&
    (tag === undefined || order.tags?.includes(String(tag)) === true) &&
    (on_hold === undefined || order.on_hold === on_hold)
  return Object.fromEntries([...rows.values()].filter(fits).map(({ id, version }) => [id, version]))
}

const FILTERS: Filter[] = [{}, { status: 'pending' }, { tag: 'vip' }, { on_hold: true }]

eachOrderd((orderd) => {
  test(
    'after kill -9 and drops under load every reader holds what the shop holds, by any way (T1)',
    async () => {
      let server = await orderd.serve([], { env: ENV })
      const { port } = new URL(server.url)
      const { token } = await signIn(server)
      const writer = admin(server)
      const readers = [
        ours(server, 'socket'),
        ours(server, 'socket, pending', { filter: { status: 'pending' } }),
        ours(server, 'stream, vip', { filter: { tag: 'vip' }, options: { WebSocket: null } }),
        ours(server, 'poll', { options: { WebSocket: null, fetch: noStream } }),
        ...(PYTHON ? [python(server, token), python(server, token, { status: 'pending' })] : []),
      ]
      let done = 0
      const work = async (): Promise<void> => {
        while (done < 90) {
          await live(writer)
          done += 1
        }
      }
      const working = Promise.all([work(), work(), work(), work()])
      const dropping = setInterval(() => pick(readers).drop(), 300)
      try {
        for (const reached of [20, 45, 70]) {
          await until(() => done >= reached)
          await server.end('SIGKILL')
          server = await orderd.serve(['--port', port], { directory: server.directory, env: ENV })
        }
        await working
      } finally {
        clearInterval(dropping)
      }

      const events = await logged(writer)
      const seqs = events.map(({ seq }) => seq)
      for (const { name, filter, rows, seen } of readers) {
        const wanted = await listed(writer, filter)
        await until(() => Bun.deepEquals(rows(), wanted))
        expect([name, seen()]).toEqual([name, rising(seen())])
        if (Object.keys(filter).length === 0) {
          // From its first event on it was given every one.
          const [first = 0] = seen()
          await until(() => seen().length >= seqs.filter((seq) => seq >= first).length)
          expect([name, seen()]).toEqual([name, seqs.filter((seq) => seq >= first)])
        }
      }
      expect(Object.keys(await listed(writer)).length).toBe(done)
    },
    LONG_MS,
  )

  test(
    'at every live and every mark a reader holds what a SELECT of that moment gives (T2)',
    async () => {
      const server = await orderd.serve([], { env: ENV })
      const { token } = await signIn(server)
      const writer = admin(server)
      const { next: beginning } = await writer.events.list({ after: 'now' })
      const ids = await Promise.all(
        Array.from({ length: 120 }, async () => (await writer.orders.create(ORDER)).id),
      )
      // Orders that are never anybody's `vip`, and those that come and go.
      const [plain, moving] = [ids.slice(0, 80), ids.slice(80)]
      const cancelled = new Set<string>()
      const bulk = async (
        command: 'update' | 'hold' | 'release',
        args: Record<string, unknown>,
        some: string[],
      ) => {
        const open = some.filter((id) => !cancelled.has(id))
        const { results } = await writer.orders.bulk({ ids: open, command, args })
        expect(results.every(({ status }) => status === 200)).toBe(true)
      }
      const followers = FILTERS.map((filter) => follow(server, token, filter))
      for (let burst = 0; burst < 2; burst++) {
        // Readers come while rows enter and leave every filter, from snapshots and from events alone.
        for (let i = 0; i < 8; i++) {
          followers.push(
            follow(server, token, pick(FILTERS) as object, i % 2 === 0 ? undefined : beginning),
          )
          const some = moving.filter(() => Math.random() < 0.5)
          await bulk('update', { tags: pick([['vip', `${burst}${i}`], [`${burst}${i}`]]) }, some)
          if (i !== 4) continue
          for (const id of some.slice(0, 5).filter((one) => !cancelled.has(one))) {
            await writer.orders.cancel(id)
            cancelled.add(id)
          }
        }
        // Then a thousand events that those who follow `vip` are not told of.
        const { head } = await writer.events.list({ after: 'now' })
        const quietFrom = Number(head.split('.')[1])
        for (let i = 0; i < 8; i++) {
          await bulk('hold', {}, plain)
          await bulk('release', {}, plain)
        }
        const vips = followers.filter(({ filter }) => filter.tag === 'vip')
        const isMark = ({ op, seq }: Noted): boolean => op === 'mark' && seq > quietFrom
        await until(() => vips.every(({ noted }) => noted.some(isMark)))
        // Nothing of theirs has changed since: the mark's moment is this one.
        const selected = await listed(writer, { tag: 'vip' })
        for (const { noted } of vips) expect(noted.findLast(isMark)!.rows).toEqual(selected)
        // Nobody is told of more, so all that were told of something hold what there is.
        for (const { filter, rows } of followers) {
          const selected = await listed(writer, filter)
          await until(() => Bun.deepEquals(rows(), selected))
        }
        // And who comes now is live at this one.
        const late = FILTERS.map((filter) => follow(server, token, filter))
        await until(() => late.every(({ isLive }) => isLive()))
        for (const { filter, noted } of late) {
          expect(noted[0]!.rows).toEqual(await listed(writer, filter))
        }
      }
      await until(() => followers.every(({ isLive }) => isLive()))

      // The log, folded, is what a SELECT gives now; and so it was at every moment before.
      const events = await logged(writer)
      for (const filter of FILTERS) {
        expect(told(events, Number.POSITIVE_INFINITY, filter)).toEqual(await listed(writer, filter))
      }
      const moments = followers.flatMap(({ filter, noted }) =>
        noted.map((one) => ({ filter, ...one })),
      )
      expect(moments.length).toBeGreaterThan(followers.length)
      for (const { filter, op, seq, rows } of moments) {
        expect({ filter, op, seq, rows }).toEqual({
          filter,
          op,
          seq,
          rows: told(events, seq, filter),
        })
      }
    },
    LONG_MS,
  )
})
