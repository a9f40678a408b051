// A reader that keeps a map as the protocol says (docs/realtime.md), and notes what it held each time
// it was told that it holds everything up to a place. Shares no line with our client.

import { afterEach } from 'bun:test'
import type { Filter, OrderdEvent } from '#client/index.ts'
import type { Server } from '../helpers/process.ts'

export interface Noted {
  op: 'live' | 'mark'
  seq: number
  /** id -> version. */
  rows: Record<string, number>
}

export interface Follower {
  filter: Filter
  noted: Noted[]
  /** id -> version, now. */
  rows(): Record<string, number>
  isLive(): boolean
}

interface Row {
  id: string
  version: number
}

const open: WebSocket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

const seqOf = (cursor: string): number => Number(cursor.split('.')[1])

/** From a snapshot, or from events alone after a cursor. */
export function follow({ url }: Server, token: string, filter: Filter, after?: string): Follower {
  const rows = new Map<string, number>()
  const noted: Noted[] = []
  const held = (): Record<string, number> => Object.fromEntries(rows)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/realtime`, 'orderd.v1')
  open.push(socket)
  const put = ({ id, version }: Row): void => {
    if (version > (rows.get(id) ?? 0)) rows.set(id, version)
  }
  const take = (e: OrderdEvent, dir?: string): void => {
    const { order } = e
    if (order === undefined || order.version < (rows.get(order.id) ?? 0)) return
    if (dir === 'out') rows.delete(order.id)
    else put(order)
  }
  socket.onopen = () => {
    socket.send(JSON.stringify({ op: 'auth', id: 1, token }))
    const start = after === undefined ? { snapshot: true, limit: 500 } : { after }
    socket.send(JSON.stringify({ op: 'sub', id: 2, sub: 's', topic: 'orders', filter, ...start }))
  }
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data))
    if (frame.op === 'err' || frame.op === 'gone' || frame.more) throw new Error(String(data))
    if (frame.op === 'snap') for (const row of frame.items) put(row)
    if (frame.op === 'ev') take(frame.e, frame.dir)
    if (frame.op === 'evs') for (const { e, dir } of frame.list) take(e, dir)
    if (frame.op === 'live' || frame.op === 'mark') {
      noted.push({ op: frame.op, seq: seqOf(frame.at), rows: held() })
    }
  }
  return { filter, noted, rows: held, isLive: () => noted.length > 0 }
}
