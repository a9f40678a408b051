// Heads of requests that no library sends: a strange Host, two of them, or too much of everything. The server
// runs as a process, since Bun reads a head before the application does.

import { describe, expect, test } from 'bun:test'
import { eachOrderd, type Server } from '../helpers/process.ts'
import { askRaw, openRaw } from '../helpers/raw-http.ts'

const get = (path: string, ...headers: string[]): string =>
  `${[`GET ${path} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n`

const STRANGE = [
  '',
  ' ',
  'a b',
  'a/b',
  'a\\b',
  'user@evil.example',
  'evil.example?x',
  'evil.example#x',
  'evil.example, shop.example',
  'a%00b',
  'a\xe4b',
  '[::1',
  '::1',
  '[shop.example]',
  '999.1.1.1',
  'shop.example:65536',
  'shop.example:http',
  `${'a'.repeat(254)}`,
]

const USUAL = ['localhost', 'a', 'ab', 'shop.example:8443', 'my_orders', '10.0.0.7', '[::1]:3000']

const logged = (stdout: string): { status?: number; level: string; msg: string }[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

eachOrderd((orderd) => {
  const problemOf = async (url: string, bytes: string) => {
    const answered = await askRaw(url, bytes)
    const type = answered?.headers.get('content-type')
    const code = type === 'application/problem+json' ? JSON.parse(answered?.text ?? '').code : type
    return [answered?.status, code]
  }

  describe('a Host', () => {
    test.each([
      ['any transport', {}],
      ['HTTPS alone', { ORDERD_REQUIRE_HTTPS: 'true' }],
      [
        'HTTPS by a redirect',
        { ORDERD_REQUIRE_HTTPS: 'redirect', ORDERD_PUBLIC_URL: 'https://shop.example' },
      ],
    ])('that is none, or is two, is a 400 on every path, with %s', async (_, env) => {
      const server = await orderd.serve([], { env })
      for (const path of [
        '/',
        '/orders',
        '/orders/1',
        '/healthz',
        '/dashboard',
        '/nowhere',
        '//x',
      ]) {
        for (const host of STRANGE) {
          expect([
            host,
            path,
            ...(await problemOf(server.url, get(path, `Host: ${host}`))),
          ]).toEqual([host, path, 400, 'malformed'])
        }
        const twice = get(path, 'Host: localhost', 'Host: localhost')
        expect(await problemOf(server.url, twice)).toEqual([400, 'malformed'])
        const none = `GET ${path} HTTP/1.0\r\n\r\n`
        expect(await problemOf(server.url, none)).toEqual([400, 'malformed'])
      }
      const { stdout } = await server.end()
      expect(logged(stdout).filter(({ level }) => level === 'error')).toEqual([])
    })

    test('of any usual form is taken, and a wrong method keeps its Allow', async () => {
      const server = await orderd.serve()
      for (const host of USUAL) {
        const ask = (line: string) =>
          askRaw(server.url, `${line} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
        expect([host, (await ask('GET /healthz'))?.status]).toEqual([host, 200])
        expect([host, (await ask('GET /healthz/'))?.status]).toEqual([host, 200])
        expect([host, (await ask('GET /dashboard/orders'))?.status]).toEqual([host, 200])
        const wrong = await ask('PUT /users/me')
        expect([host, wrong?.status, wrong?.headers.get('allow')]).toEqual([
          host,
          405,
          'GET, HEAD, PATCH',
        ])
      }
    })

    test('does not decide where a redirect leads', async () => {
      const env = {
        ORDERD_REQUIRE_HTTPS: 'redirect',
        ORDERD_PUBLIC_URL: 'https://shop.example/shop',
      }
      const server = await orderd.serve([], { env })
      const locationOf = async (path: string) => {
        const answered = await askRaw(server.url, get(path, 'Host: evil.example'))
        expect(answered?.headers.get('x-request-id')).toMatch(/^req_/)
        return [answered?.status, answered?.headers.get('location')]
      }
      for (const probe of ['/healthz', '/healthz/', '/readyz', '/readyz/']) {
        expect(await locationOf(probe)).toEqual([200, null])
      }
      expect(await locationOf('/orders?limit=1')).toEqual([
        308,
        'https://shop.example/shop/orders?limit=1',
      ])
      expect(await locationOf('//evil.example/x')).toEqual([
        308,
        'https://shop.example/shop//evil.example/x',
      ])
    })

    test('that is configured is where the set-up link leads, and whose pages may connect', async () => {
      const server = await orderd.serve([], { env: { ORDERD_PUBLIC_URL: 'https://shop.example/' } })
      expect(server.banner).toContain('https://shop.example/dashboard/setup#')
      const handshake = (origin: string) =>
        askRaw(
          server.url,
          get(
            '/realtime',
            'Host: 10.0.0.7',
            'Connection: Upgrade',
            'Upgrade: websocket',
            'Sec-WebSocket-Version: 13',
            'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
            `Origin: ${origin}`,
          ),
        )
      expect((await handshake('https://shop.example'))?.status).toBe(101)
      expect((await handshake('https://evil.example'))?.status).toBe(403)
    })
  })

  describe('a head', () => {
    const filled = (bytes: number) =>
      get('/healthz', 'Host: localhost', `X-A: ${'a'.repeat(bytes)}`)

    test('up to 16 KB is read, a larger one is a problem document', async () => {
      const server = await orderd.serve()
      expect((await askRaw(server.url, filled(15_000)))?.status).toBe(200)
      expect(await problemOf(server.url, filled(17_000))).toEqual([431, 'headers_too_large'])
      expect(await problemOf(server.url, filled(60_000))).toEqual([431, 'headers_too_large'])
      const long = get(`/orders?q=${'a'.repeat(17_000)}`, 'Host: localhost')
      expect(await problemOf(server.url, long)).toEqual([431, 'headers_too_large'])
      const nowhere = get(`/${'a'.repeat(17_000)}`, 'Host: localhost')
      expect(await problemOf(server.url, nowhere)).toEqual([431, 'headers_too_large'])
    })

    test('beyond 64 KB is refused before it is complete', async () => {
      const server = await orderd.serve()
      expect((await askRaw(server.url, filled(200_000)))?.status).toBe(431)
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    })
  })

  describe('a client that hangs up', () => {
    /** The metrics count a request when its line is logged. */
    async function untilCounted(server: Server, status: number): Promise<void> {
      const figures = await fetch(`${server.url}/metrics`)
      if ((await figures.text()).includes(`status="${status}"`)) return
      await untilCounted(server, status)
    }

    test.each([
      ['in a body of a known length', 'Content-Length: 100', 'abc'],
      ['between two chunks', 'Transfer-Encoding: chunked', '3\r\nabc\r\n'],
    ])('%s is a 499 at info, and no error', async (_, header, part) => {
      const server = await orderd.serve()
      const client = await openRaw(server.url)
      const head = ['POST /users/login HTTP/1.1', 'Host: localhost', header]
      client.send(`${[...head, 'Content-Type: application/json'].join('\r\n')}\r\n\r\n${part}`)
      // It has read what was sent: a second connection is behind the first in its loop.
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
      client.hangUp()
      await untilCounted(server, 499)
      const lines = logged((await server.end()).stdout)
      const [mine] = lines.filter(({ msg, status }) => msg === 'request' && status !== 200)
      expect(mine).toMatchObject({ level: 'info', status: 499, route: '/users/login' })
      expect(lines.filter(({ level }) => level === 'error')).toEqual([])
    })
  })
})
