// Live readers of the simulated service: a socket and an event stream. Each loses its connection at random, comes
// back to any node with its last cursor, and must have every event of an order once, in order.

import { expect } from 'bun:test'
import type { Hub } from '#modules/realtime/socket/hub.ts'
import { openSocket, type Socket } from '../helpers/live.ts'
import { FAULT_CHANCE, type Fault } from './faults.ts'
import type { Node } from './node.ts'
import type { Random } from './random.ts'

/** An event as the log has it. */
export interface Numbered {
  seq: number
  id: string
  order_id: string | null
}

interface Heard {
  seq: number
  id: string
  cursor: string
}

/** One connection. */
interface Link {
  readonly node: Node
  /** false: the server has closed it. */
  readonly isOpen: boolean
  drop(): void
}

export interface Reader {
  readonly way: 'socket' | 'stream'
  readonly link: Link | null
  /** Resolves when it is live, or was refused. */
  connect(node: Node): Promise<void>
  drop(): void
  /** Throws at a gap, a repetition or another event than the log has. `isComplete`: the log has no more. */
  check(log: readonly Numbered[], isComplete: boolean): void
  readonly count: number
}

interface ReaderOptions {
  token: string
  fault: () => Fault
  random: Random
}

/** Before its first event a reader starts at the head. */
export function createReader(way: Reader['way'], options: ReaderOptions): Reader {
  let from: { seq: number; cursor: string } | null = null
  let link: Link | null = null
  const heard: Heard[] = []

  const take = (mine: () => Link | null) => (text: string) => {
    // What arrives after a connection was lost is not read.
    if (mine() !== link || link === null) return
    const { seq, id, cursor } = JSON.parse(text) as Heard
    heard.push({ seq, id, cursor })
  }
  const open = way === 'socket' ? openBySocket : openByStream

  return {
    way,
    get link() {
      return link?.isOpen ? link : null
    },
    get count() {
      return heard.length
    },
    async connect(node) {
      const cursor = heard.at(-1)?.cursor ?? from?.cursor ?? `${node.tail.epoch}.${node.tail.head}`
      from ??= { seq: node.tail.head, cursor }
      let mine: Link | null = null
      const opened = open(
        node,
        cursor,
        take(() => mine),
        options,
      )
      mine = opened.link
      link = mine
      await opened.isLive
    },
    drop() {
      link?.drop()
      link = null
    },
    check(log, isComplete) {
      if (from === null) return
      const { seq: start } = from
      const end = isComplete ? Number.POSITIVE_INFINITY : (heard.at(-1)?.seq ?? start)
      const wanted = log.filter(
        ({ seq, order_id }) => order_id !== null && seq > start && seq <= end,
      )
      expect([way, heard.map(({ seq, id }) => ({ seq, id }))]).toEqual([
        way,
        wanted.map(({ seq, id }) => ({ seq, id })),
      ])
    },
  }
}

interface Opened {
  link: Link
  isLive: Promise<unknown>
}

type Take = (event: string) => void

function openBySocket(node: Node, after: string, take: Take, options: ReaderOptions): Opened {
  const socket = openSocket(faulty(node.app.live.hub, options))
  let next = 0
  // The frames that are there when it is dropped have arrived.
  const read = (): void => {
    for (; next < socket.frames.length; next++) {
      const frame = socket.frames[next]
      if (frame?.op === 'ev') take(JSON.stringify(frame.e))
      if (frame?.op === 'evs') for (const { e } of frame.list) take(JSON.stringify(e))
      // In a turn of its own: the server is in the middle of its ping.
      if (frame?.op === 'ping') queueMicrotask(() => socket.send({ op: 'pong' }))
    }
  }
  const isLive = subscribe(socket, options.token, after, read)
  const link: Link = {
    node,
    get isOpen() {
      return socket.closed === null
    },
    drop: socket.drop,
  }
  return { link, isLive }
}

async function subscribe(socket: Socket, token: string, after: string, read: () => void) {
  void socket.until(() => {
    read()
    return false
  })
  const signedIn = await socket.ask({ op: 'auth', token })
  if (signedIn.op !== 'ok') throw new Error(`auth: ${JSON.stringify(signedIn)}`)
  const subscribed = await socket.ask({ op: 'sub', sub: 's', topic: 'orders', after })
  if (subscribed.op !== 'ok') throw new Error(`sub: ${JSON.stringify(subscribed)}`)
  await socket.until((frame) => frame.op === 'live')
}

/** The hub with a network that has the fault. */
function faulty(hub: Hub, { fault, random }: ReaderOptions): Hub {
  const times = (text: string): number => {
    const { frames } = fault()
    if (frames === undefined || !/^\{"op":"evs?"/.test(text)) return 1
    return random.chance(FAULT_CHANCE) ? frames : 1
  }
  return {
    ...hub,
    open: (conn, check) =>
      hub.open(
        {
          ...conn,
          send(text) {
            for (let left = times(text); left > 0; left--) conn.send(text)
            return text.length
          },
        },
        check,
      ),
  }
}

function openByStream(node: Node, after: string, take: Take, { token }: ReaderOptions): Opened {
  let end = (): void => {}
  const headers = { authorization: `Bearer ${token}` }
  const url = `http://localhost/events/stream?topic=orders&after=${after}`
  const isLive = node.app.app.handle(new Request(url, { headers })).then((response) => {
    if (response.status !== 200) throw new Error(`the stream answered ${response.status}`)
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    end = () => void reader.cancel()
    void readOn(reader, take)
  })
  return { link: { node, isOpen: true, drop: () => end() }, isLive }
}

async function readOn(
  reader: { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> },
  take: Take,
): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n')
      const data = lines.find((line) => line.startsWith('data: '))
      const isEvent = !lines.some((line) => line.startsWith('event:'))
      if (data !== undefined && isEvent) take(data.slice('data: '.length))
    }
  }
}
