import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { readEvents, type StreamEvent } from '#client/sse.ts'

function readerOf(chunks: Uint8Array[]) {
  const left = [...chunks]
  return {
    read: async () => {
      const value = left.shift()
      return value === undefined ? { done: true } : { done: false, value }
    },
  }
}

async function eventsOf(chunks: Uint8Array[]): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const item of readEvents(readerOf(chunks))) if (item !== null) events.push(item)
  return events
}

const TEXT =
  ': hi\n\nid: e.1\ndata: {"seq":1,"name":"Jürgen 😀"}\n\n:\n\nevent: gone\ndata: {"code":"cursor_expired"}\n\nid: e.2\r\ndata:a\r\ndata: b\r\n\r\ndata: unfinished'

test('events are read with their type and data, comments are not', async () => {
  expect(await eventsOf([new TextEncoder().encode(TEXT)])).toEqual([
    { event: 'message', data: '{"seq":1,"name":"Jürgen 😀"}' },
    { event: 'gone', data: '{"code":"cursor_expired"}' },
    { event: 'message', data: 'a\nb' },
  ])
})

test('it does not matter where the bytes are cut', async () => {
  const bytes = new TextEncoder().encode(TEXT)
  const whole = await eventsOf([bytes])
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(bytes.length), { maxLength: 12 }).map((cuts) => cuts.sort((a, b) => a - b)),
      async (cuts) => {
        const edges = [0, ...cuts, bytes.length]
        const chunks = edges.slice(1).map((end, i) => bytes.slice(edges[i], end))
        expect(await eventsOf(chunks)).toEqual(whole)
      },
    ),
  )
})

test('every chunk is a sign of life, whatever is in it', async () => {
  let signs = 0
  const chunks = [':\n\n', ':\n\n'].map((text) => new TextEncoder().encode(text))
  for await (const item of readEvents(readerOf(chunks))) if (item === null) signs += 1
  expect(signs).toBe(2)
})
