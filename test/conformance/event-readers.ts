// The three ways to read events, each by hand: a socket, a stream, a long poll. Each keeps its events in
// the order and at the time of arrival. All are closed after the test.

import { afterEach } from 'bun:test'
import type { Server } from '../helpers/process.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

export function closeAfter(one: { close(): void }): void {
  open.push(one)
}

export interface EventReader {
  way: string
  /** When each event came, epoch milliseconds, and its text. */
  heard: { at: number; text: string }[]
  /** What ended it: a close code, or the status that a request was answered with; null: nothing. */
  end: number | 'broken' | null
}

interface Wish {
  topic: string
  /** Without it from now on. */
  after?: string
}

const count = (text: string): number => text.match(/"seq":/g)?.length ?? 0

function bySocket({ url }: Server, token: string, { topic, after = 'now' }: Wish): EventReader {
  const ear: EventReader = { way: 'socket', heard: [], end: null }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/realtime`, 'orderd.v1')
  closeAfter(socket)
  socket.onopen = () => {
    socket.send(JSON.stringify({ op: 'auth', id: 1, token }))
    socket.send(
      JSON.stringify({ op: 'sub', id: 2, sub: 's', topic, ...(after === 'now' ? {} : { after }) }),
    )
  }
  socket.onmessage = ({ data }) => {
    if (/^\{"op":"evs?"/.test(String(data))) ear.heard.push({ at: Date.now(), text: String(data) })
  }
  socket.onclose = ({ code }) => {
    ear.end = code
  }
  return ear
}

/** A request that is cut off when the test is over. */
async function cuttable(
  ear: EventReader,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ending = new AbortController()
  closeAfter({ close: () => ending.abort() })
  try {
    await work(ending.signal)
  } catch {
    ear.end = 'broken'
  }
}

function byStream({ url }: Server, token: string, { topic, after = 'now' }: Wish): EventReader {
  const ear: EventReader = { way: 'stream', heard: [], end: null }
  const headers = { authorization: `Bearer ${token}` }
  void cuttable(ear, async (signal) => {
    const response = await fetch(`${url}/events/stream?topic=${topic}&after=${after}`, {
      headers,
      signal,
    })
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream() as never)) {
      const text = String(chunk)
      if (count(text) > 0) ear.heard.push({ at: Date.now(), text })
    }
    ear.end = response.status
  })
  return ear
}

function byPoll({ url }: Server, token: string, { topic, after = 'now' }: Wish): EventReader {
  const ear: EventReader = { way: 'poll', heard: [], end: null }
  const headers = { authorization: `Bearer ${token}` }
  void cuttable(ear, async (signal) => {
    for (let from = after; ear.end === null; ) {
      const path = `/events?topic=${topic}&wait=10&after=${from}`
      const response = await fetch(`${url}${path}`, { headers, signal })
      const text = await response.text()
      if (!response.ok) ear.end = response.status
      else {
        if (count(text) > 0) ear.heard.push({ at: Date.now(), text })
        from = JSON.parse(text).next
      }
    }
  })
  return ear
}

export const WAYS = [bySocket, byStream, byPoll]
