// A WebSocket recorder: keeps every event that a subscription to all orders is sent, and comes back after a break
// with the cursor of the last frame, as docs/realtime.md says. Shares no line with our client.

import { closeAfter } from '../../conformance/event-readers.ts'
import type { Target } from './recorder.ts'

interface Heard {
  seq: number
  id: string
}

export interface SocketRecorder {
  /** In the order of arrival. */
  readonly heard: readonly Heard[]
  /** The seq of the first event that it could miss. */
  readonly from: number
  /** How often its connection broke. */
  breaks(): number
  /** Resolves when it has heard this event; rejects after 10 s. */
  reached(seq: number): Promise<void>
  close(): void
}

const PATIENCE_MS = 10_000
const RETRY_MS = 50

interface Frame {
  op: string
  at?: string
  e?: Heard
  list?: { e: Heard }[]
}

const seqOf = (cursor: string): number => Number(cursor.split('.')[1])

/** Listens from now on, at the address that the target has at each attempt. */
export async function recordSocket(target: () => Target): Promise<SocketRecorder> {
  const heard: Heard[] = []
  let cursor = await headOf(target())
  const from = seqOf(cursor) + 1
  let socket: WebSocket | null = null
  let isClosed = false
  let breaks = 0

  function take({ op, at, e, list }: Frame): void {
    if (op === 'err' || op === 'gone') throw new Error(`the socket was refused: ${op}`)
    for (const event of [...(e ? [e] : []), ...(list ?? []).map((one) => one.e)]) {
      heard.push({ seq: event.seq, id: event.id })
      const [epoch] = cursor.split('.')
      if (event.seq > seqOf(cursor)) cursor = `${epoch}.${event.seq}`
    }
    if (at !== undefined && seqOf(at) > seqOf(cursor)) cursor = at
  }

  function connect(): void {
    const { url, token } = target()
    socket = new WebSocket(`${url.replace('http', 'ws')}/realtime`, 'orderd.v1')
    socket.onopen = () => {
      socket?.send(JSON.stringify({ op: 'auth', id: 1, token }))
      socket?.send(JSON.stringify({ op: 'sub', id: 2, sub: 's', topic: 'orders', after: cursor }))
    }
    socket.onmessage = ({ data }) => {
      for (const frame of [JSON.parse(String(data))].flat()) take(frame as Frame)
    }
    socket.onclose = () => {
      if (isClosed) return
      breaks++
      setTimeout(() => isClosed || connect(), RETRY_MS)
    }
  }

  const close = (): void => {
    isClosed = true
    socket?.close()
  }
  closeAfter({ close })
  connect()
  return {
    heard,
    from,
    breaks: () => breaks,
    async reached(seq) {
      const deadline = performance.now() + PATIENCE_MS
      while (seqOf(cursor) < seq) {
        if (performance.now() > deadline) {
          throw new Error(`the socket is at ${cursor}, the log at ${seq}`)
        }
        await Bun.sleep(10)
      }
    },
    close,
  }
}

async function headOf({ url, token }: Target): Promise<string> {
  const response = await fetch(`${url}/events?after=now`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return ((await response.json()) as { next: string }).next
}
