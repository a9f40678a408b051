// One stranger does not take the place of all others: connections without an account are limited by address.

import { describe, expect, test } from 'bun:test'
import { createEditor, registerUser } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Client, type Served, serve } from '../helpers/live-server.ts'

const LIMITS = {
  ORDERD_WS_CONNECTIONS_PER_ADDRESS: '2',
  ORDERD_WS_CONNECTIONS_UNAUTHENTICATED: '3',
  ORDERD_TRUST_PROXY: '127.0.0.1',
}
const HERE = '203.0.113.1'
const THERE = '203.0.113.2'
const ELSEWHERE = '203.0.113.3'

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

eachDatabase((database) => {
  if (database.name !== 'sqlite') return

  async function open(env: Record<string, string> = LIMITS): Promise<Served & { path: string }> {
    const served = await serve(await database.open(), env)
    const { token } = await createEditor(served)
    const lines = [{ title: 'Repair', unit_price: 2500, quantity: 1 }]
    const order = await served.api.post('/orders', { email: 'a@example.com', lines }, { as: token })
    return { ...served, path: `/events/stream?topic=track:${order.body.tracking_token}` }
  }

  const connect = async (served: Served, address: string): Promise<Client> => {
    const socket = served.socket(from(address))
    await socket.until(({ op }) => op === 'hello')
    return socket
  }
  const closeOf = async (socket: Client) => (await socket.closed).code
  const stream = ({ url, path }: { url: string; path: string }, address: string) =>
    fetch(`${url}${path}`, from(address))

  describe('sockets that have not signed in', () => {
    test('are limited by address through a trusted proxy, and in total', async () => {
      const served = await open()
      const first = await connect(served, HERE)
      await connect(served, HERE)
      expect(await closeOf(served.socket(from(HERE)))).toBe(4204)
      await connect(served, THERE)
      expect(await closeOf(served.socket(from(ELSEWHERE)))).toBe(4204)
      first.close()
      await first.closed
      while (served.live.hub.size > 2) await fetch(`${served.url}/healthz`)
      await connect(served, ELSEWHERE)
    })

    test('count no more once they have', async () => {
      const served = await open()
      const { token } = await registerUser(served)
      for (let i = 0; i < 5; i++) {
        const socket = await connect(served, HERE)
        expect((await socket.ask({ op: 'auth', token })).op).toBe('ok')
      }
    })

    test('say their limits in hello', async () => {
      const { frames } = await connect(await open(), HERE)
      expect(frames[0]?.limits).toMatchObject({
        unauthenticated: 3,
        unauthenticated_per_address: 2,
      })
    })

    test('have 32 places for each address unless the operator says another number', async () => {
      const served = await open({ ORDERD_TRUST_PROXY: '127.0.0.1' })
      for (let i = 0; i < 32; i++) await connect(served, HERE)
      expect(await closeOf(served.socket(from(HERE)))).toBe(4204)
      await connect(served, THERE)
    })
  })

  describe('event streams of strangers', () => {
    test('count with those sockets', async () => {
      const served = await open()
      await connect(served, HERE)
      const streamed = await stream(served, HERE)
      expect(streamed.status).toBe(200)
      const refused = await stream(served, HERE)
      expect(refused.status).toBe(429)
      expect(refused.headers.get('retry-after')).toBe('60')
      expect(await closeOf(served.socket(from(HERE)))).toBe(4204)
      const other = await stream(served, THERE)
      expect((await stream(served, ELSEWHERE)).status).toBe(429)
      await streamed.body?.cancel()
      // Its place is free as soon as the server knows.
      for (;;) {
        const again = await stream(served, HERE)
        await again.body?.cancel()
        if (again.status === 200) break
      }
      await other.body?.cancel()
    })

    test('of an account count for the account alone', async () => {
      const served = await open()
      const { token } = await registerUser(served)
      for (let i = 0; i < 4; i++) {
        const { status } = await fetch(`${served.url}/events/stream?topic=orders.mine`, {
          headers: { ...from(HERE).headers, authorization: `Bearer ${token}` },
        })
        expect(status).toBe(200)
      }
    })
  })
})
