// A client that shares no line with ours, written from the documentation in another language, holds
// what the shop holds. What it cannot do, the documentation does not say.

import { describe, expect, test } from 'bun:test'
import { createEditor, registerUser } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { serve } from '../helpers/live-server.ts'
import { PYTHON, start } from './second-client.ts'

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
