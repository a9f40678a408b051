// A client that shares no line with ours, written from the documentation in another language, holds
// what the shop holds. What it cannot do, the documentation does not say.

import { afterEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { createEditor, registerUser } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { serve } from './served.ts'

const PYTHON = ['python3', 'python'].find((name) => {
  const path = Bun.which(name)
  if (path === null) return false
  const { exitCode } = Bun.spawnSync([
    path,
    '-c',
    'import sys; sys.exit(sys.version_info < (3, 8))',
  ])
  return exitCode === 0
})

interface Told {
  rows: Record<string, number>
  /** The seq of every event it was given, across connections. */
  seen: number[]
}

const children: { kill(): void }[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill()
})

function start(...args: string[]) {
  const script = join(import.meta.dir, 'second-client.py')
  const child = Bun.spawn([PYTHON ?? '', script, ...args], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  children.push(child)
  const lines = linesOf(child.stdout)
  return {
    child,
    /** Reads on until it tells what fits. */
    async until(fits: (told: Told) => boolean): Promise<Told> {
      for (;;) {
        const { done, value } = await lines.next()
        if (done) throw new Error(`it ended: ${await new Response(child.stderr).text()}`)
        const told = JSON.parse(value) as Told
        if (fits(told)) return told
      }
    },
    drop() {
      child.stdin.write('drop\n')
      child.stdin.flush()
    },
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream.pipeThrough(new TextDecoderStream() as never)) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

const why = PYTHON ? '' : ' (skipped: there is no Python 3.8)'

describe.skipIf(PYTHON === undefined)(`a client in Python${why}`, () => {
  eachDatabase(({ name, open }) => {
    if (name !== 'sqlite') return

    test('holds the rows of its filter across a break, and sees each event once', async () => {
      const app = await serve(await open())
      const { token } = await createEditor(app)
      const post = async (path: string, body: object = {}) => {
        const { status, body: answer, text } = await app.api.post(path, body, { as: token })
        if (status >= 300) throw new Error(text)
        return answer
      }
      await post('/products', { sku: 'A', title: 'A thing', price: 1000, on_hand: 100 })
      const place = () =>
        post('/orders', { email: 'a@example.com', lines: [{ sku: 'A', quantity: 1 }] })
      const pending = async () => {
        const { items } = (await app.api.get('/orders?status=pending&limit=200', { as: token }))
          .body
        return Object.fromEntries(
          items.map((o: { id: string; version: number }) => [o.id, o.version]),
        )
      }

      for (let i = 0; i < 5; i += 1) await place()
      const python = start(app.url, token, 'orders', '{"status": "pending"}')
      expect((await python.until(() => true)).rows).toEqual(await pending())

      const [first, second] = Object.keys(await pending())
      await post(`/orders/${first}/confirm`)
      await place()
      const before = await pending()
      await python.until(({ rows }) => Bun.deepEquals(rows, before))

      python.drop()
      await post(`/orders/${second}/cancel`, { reason: 'customer' })
      await place()
      const after = await pending()
      const { seen } = await python.until(({ rows }) => Bun.deepEquals(rows, after))
      expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
      expect(seen).toHaveLength(4)
    }, 20_000)

    test('is told why it may not', async () => {
      const app = await serve(await open())
      const { token } = await registerUser(app)
      const { child } = start(app.url, token, 'orders')
      expect(await child.exited).toBe(1)
      expect(await new Response(child.stderr).text()).toContain('refused: forbidden')
      const stranger = start(app.url, 'no token', 'orders')
      expect(await stranger.child.exited).toBe(1)
      expect(await new Response(stranger.child.stderr).text()).toContain('invalid_token')
    }, 20_000)
  })
})
