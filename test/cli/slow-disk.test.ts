// A slow disk delays writes and nothing else: while an fsync lasts, health, reads, sign-in checks and sockets are
// served. strace makes each fsync of a running server slow.

import { describe, expect, test } from 'bun:test'
import { eachOrderd, type Server } from '../helpers/process.ts'
import { inject, whyNoStrace } from '../helpers/strace.ts'

const FSYNC_MS = 1_500
/** Far below the fsync, and wide enough for a busy machine. */
const SOON_MS = 500

const reason = whyNoStrace()

describe.skipIf(reason !== null)(`a slow disk${reason === null ? '' : ` (${reason})`}`, () => {
  eachOrderd((orderd) => {
    const admin = { ORDERD_ADMIN_EMAIL: 'a@example.com', ORDERD_ADMIN_PASSWORD: 'correct horse 9' }

    async function signIn({ url }: Server): Promise<{ authorization: string }> {
      const response = await fetch(`${url}/users/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          email: admin.ORDERD_ADMIN_EMAIL,
          password: admin.ORDERD_ADMIN_PASSWORD,
        }),
      })
      const { access_token } = (await response.json()) as { access_token: string }
      return { authorization: `Bearer ${access_token}` }
    }

    /** A signed-in socket; `ping` resolves with the id that its answer names. */
    async function openSocket({ url }: Server, { authorization }: { authorization: string }) {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/realtime`, 'orderd.v1')
      const heard: ((id: number) => void)[] = []
      socket.onmessage = ({ data }) => {
        for (const frame of [JSON.parse(String(data))].flat())
          if (typeof frame.id === 'number') heard.shift()?.(frame.id)
      }
      const next = (): Promise<number> => new Promise((resolve) => heard.push(resolve))
      const signedIn = next()
      socket.onopen = () => {
        const token = authorization.replace('Bearer ', '')
        socket.send(JSON.stringify({ op: 'auth', id: 1, token }))
      }
      await signedIn
      return {
        ping(): Promise<number> {
          const answered = next()
          socket.send(JSON.stringify({ op: 'ping', id: 2 }))
          return answered
        },
        close: () => socket.close(),
      }
    }

    /** From now on each fsync of the server takes 1.5 s. */
    const slowDown = ({ pid }: Server) =>
      inject(pid, `fsync,fdatasync:delay_enter=${FSYNC_MS * 1_000}`)

    test('delays writes alone', async () => {
      const server = await orderd.serve([], { env: admin })
      const headers = { ...(await signIn(server)), 'content-type': 'application/json' }
      const product = { sku: 'TEA', title: 'Tea', price: 450, on_hand: 9 }
      const create = (sku: string) =>
        fetch(`${server.url}/products`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ ...product, sku }),
        })
      expect((await create('A')).status).toBe(201)
      const socket = await openSocket(server, headers)

      const slow = await slowDown(server)
      let isWritten = false
      const began = performance.now()
      const writing = create('B').then((response) => {
        isWritten = true
        return response.status
      })
      const durations: number[] = []
      for (let n = 0; n < 20; n++) {
        for (const path of ['/healthz', '/products', '/orders', '/settings']) {
          const asked = performance.now()
          expect((await fetch(`${server.url}${path}`, { headers })).status).toBe(200)
          durations.push(performance.now() - asked)
        }
        const asked = performance.now()
        expect(await socket.ping()).toBe(2)
        durations.push(performance.now() - asked)
      }
      expect(isWritten).toBe(false)
      expect(Math.max(...durations)).toBeLessThan(SOON_MS)
      expect(await writing).toBe(201)
      expect(performance.now() - began).toBeGreaterThan(FSYNC_MS * 0.9)
      const metrics = await (await fetch(`${server.url}/metrics`)).text()
      expect(metrics).toMatch(/^orderd_disk_slow 1$/m)
      expect(metrics).toMatch(/^orderd_slow_commits_total [1-9]/m)
      expect(metrics).toMatch(/^orderd_writes_waiting 0$/m)
      expect(metrics).toMatch(/orderd_commit_duration_seconds_bucket\{le="2.5"\} [1-9]/)
      socket.close()
      await slow.end()
      const ready = await fetch(`${server.url}/readyz`)
      expect([ready.status, await ready.json()]).toEqual([
        200,
        { status: 'ok', detail: 'slow disk: commits take more than a second' },
      ])
      const { code, stdout } = await server.end()
      expect(code).toBe(0)
      expect(stdout.match(/"slow disk"/g)).toHaveLength(1)
    })

    test('a server that is ended meanwhile keeps what it answered and what it was asked', async () => {
      const server = await orderd.serve([], { env: admin })
      const headers = { ...(await signIn(server)), 'content-type': 'application/json' }
      const slow = await slowDown(server)
      const writing = fetch(`${server.url}/products`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ sku: 'TEA', title: 'Tea', price: 450, on_hand: 9 }),
      })
      await fetch(`${server.url}/healthz`)
      const ended = server.end('SIGTERM')
      expect((await writing).status).toBe(201)
      expect((await ended).code).toBe(0)
      await slow.end()
      const again = await orderd.serve([], { env: admin, directory: server.directory })
      const products = await fetch(`${again.url}/products`, { headers: await signIn(again) })
      expect(await products.text()).toContain('"TEA"')
    })
  })
})
