// Traces as a collector gets them from a process, and what a process does without its collector.

import { expect, test } from 'bun:test'
import { eachOrderd } from '../helpers/process.ts'

interface Sent {
  resourceSpans: { scopeSpans: { spans: { name: string; traceId: string }[] }[] }[]
}

eachOrderd((orderd) => {
  test('the spans of a request arrive at the collector, at the latest when the server ends', async () => {
    const names: string[] = []
    const collector = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      async fetch(request) {
        expect(new URL(request.url).pathname).toBe('/v1/traces')
        const { resourceSpans } = (await request.json()) as Sent
        for (const { scopeSpans } of resourceSpans)
          for (const { spans } of scopeSpans) names.push(...spans.map(({ name }) => name))
        return Response.json({})
      },
    })
    try {
      const env = { ORDERD_OTLP_URL: `http://127.0.0.1:${collector.port}` }
      const server = await orderd.serve([], { env })
      const account = { name: 'Ann', email: 'ann@example.com', password: 'tall green lamp' }
      const made = await fetch(`${server.url}/users`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(account),
      })
      expect(made.status).toBe(201)
      expect((await server.end()).code).toBe(0)
    } finally {
      await collector.stop(true)
    }
    expect(names).toEqual(expect.arrayContaining(['POST /users', 'user.register', 'commit']))
  })

  test('without its collector the server goes on and ends in time', async () => {
    const env = { ORDERD_OTLP_URL: 'http://127.0.0.1:1' }
    const server = await orderd.serve([], { env })
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    const { code, stdout } = await server.end()
    expect([code, stdout]).toEqual([0, expect.stringContaining('traces were not sent')])
  })
})
