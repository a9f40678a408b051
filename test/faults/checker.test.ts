// Each check fails where its promise is broken; a harness that cannot say so proves nothing.

import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FeedEvent, v1AcknowledgedWrites, v2KeysOnce, v3Integrity } from './parts/checker.ts'
import { createRecorder } from './parts/recorder.ts'

const event = (request_id: string, version: number): FeedEvent => ({
  seq: version,
  id: `evt_${version}`,
  type: 'order.updated',
  request_id,
  order: { id: 'ord_1', version },
})

/** A server that answers as told. */
async function withServer<T>(
  answer: () => Response,
  use: (target: { url: string; token: string }) => Promise<T>,
): Promise<T> {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer })
  try {
    return await use({ url: server.url.href.slice(0, -1), token: 't' })
  } finally {
    await server.stop(true)
  }
}

test('V1 tells a write that is gone, and an answer that has changed', async () => {
  let text = '{"id":"ord_1","version":1}'
  await withServer(
    () => new Response(text, { status: 201 }),
    async (target) => {
      const recorder = createRecorder()
      const { key } = await recorder.send(target, 'POST', '/orders', {})
      expect(await v1AcknowledgedWrites(target, recorder, [event(key, 1)])).toEqual([])
      expect(await v1AcknowledgedWrites(target, recorder, [])).toEqual([
        `V1 POST /orders (${key}) was acknowledged and is not there`,
      ])
      text = '{"id":"ord_1","version":2}'
      expect(await v1AcknowledgedWrites(target, recorder, [event(key, 1)])).toEqual([
        `V1 POST /orders (${key}) answers another way: 201 ${text}`,
        'V1 order ord_1 is not as it was last answered',
      ])
    },
  )
})

test('V2 tells a key that took effect twice, and a bad request that took effect', async () => {
  const recorder = createRecorder()
  expect(v2KeysOnce(recorder, [event('key-a', 1), event('key-b', 2)])).toEqual([])
  expect(v2KeysOnce(recorder, [event('key-a', 1), event('key-a', 2)])).toHaveLength(1)
  await withServer(
    () => new Response('{}', { status: 201 }),
    async (target) => {
      const { key } = await recorder.sendBad(target, 'POST', '/orders', {})
      expect(v2KeysOnce(recorder, [event(key, 1)])).toEqual([
        `V2 a bad /orders (${key}) was answered with 201`,
        `V2 ${key} was to be refused and has order.updated`,
      ])
    },
  )
})

test('V3 tells a file that is no database', () => {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-checker-'))
  try {
    const file = join(directory, 'orderd.db')
    writeFileSync(file, 'x'.repeat(8_192))
    expect(v3Integrity(file)).toHaveLength(1)
  } finally {
    rmSync(directory, { recursive: true })
  }
})
