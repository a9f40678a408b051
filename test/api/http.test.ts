// What every route has in common: the faults and their order, the headers, the limits of a body.

import { describe, expect, test } from 'bun:test'
import { testApp } from '../helpers/app.ts'
import { openCallers } from '../helpers/callers.ts'
import { eachDatabase } from '../helpers/databases.ts'

eachDatabase((database) => {
  if (database.name !== 'sqlite') return
  const open = async (env = {}) => testApp(await database.open(), { env })
  const openShop = async () => openCallers(await database.open())
  const json = { 'content-type': 'application/json' }

  describe('a fault', () => {
    test('is a problem document with all its members', async () => {
      const { api } = await open()
      const { headers, body } = await api.get('/nowhere', {
        headers: { 'x-request-id': 'my-request-1' },
      })
      expect(headers.get('content-type')).toBe('application/problem+json')
      expect(body).toEqual({
        type: 'urn:orderd:problem:not_found',
        title: 'Not found',
        status: 404,
        detail: 'Not found',
        code: 'not_found',
        request_id: 'my-request-1',
      })
    })

    test('of ours is logged and shows nothing of itself', async () => {
      const { api, db, tokens, logged } = await openShop()
      await db.write((tx) => tx.run("UPDATE settings SET value = '{broken'", []))
      const { status, body, text } = await api.get('/settings', { as: tokens.admin })
      expect([status, body.code]).toEqual([500, 'internal'])
      expect(text).not.toMatch(/JSON|\.ts|SELECT|\bat /)
      const entry = logged.find((line) => line.includes('"level":"error"'))
      expect(entry).toContain('.ts')
      expect(entry).toContain(body.request_id)
    })

    test('of the database is a 503 that asks to come again', async () => {
      const { api, db, tokens } = await openShop()
      await db.close()
      const { status, body, headers } = await api.post(
        '/products',
        { sku: 'A', title: 'A', price: 1 },
        { as: tokens.editor },
      )
      expect([status, body.code]).toEqual([503, 'unavailable'])
      expect(headers.get('retry-after')).toBe('1')
    })

    test('of a wrong method names the right ones', async () => {
      const { api } = await open()
      const { status, body, headers } = await api.send('PUT', '/users/me')
      expect([status, body.code]).toEqual([405, 'method_not_allowed'])
      expect(headers.get('allow')).toBe('GET, HEAD, PATCH')
      expect((await api.send('DELETE', '/orders/ord_1/hold')).headers.get('allow')).toBe('POST')
      expect((await api.send('PATCH', '/')).status).toBe(405)
    })
  })

  describe('the order of checks', () => {
    test('401, 403, 415, 400, 413, 404, 422', async () => {
      const { api, tokens, things } = await openShop()
      const there = `/products/${things['/products/:id']}`
      const absent = '/products/prd_00000000000000000000000000'
      const huge = `"${'x'.repeat(1024 * 1024)}`
      const ask = async (path: string, as: string | undefined, type: string, body: string) =>
        (await api.send('PATCH', path, { as, headers: { 'content-type': type }, body })).status
      expect(await ask(`${absent}?x=%zz`, undefined, 'text/plain', huge)).toBe(401)
      expect(await ask(`${absent}?x=%zz`, tokens.owner, 'text/plain', huge)).toBe(403)
      expect(await ask(`${absent}?x=%zz`, tokens.editor, 'text/plain', huge)).toBe(415)
      expect(await ask(`${absent}?x=%zz`, tokens.editor, 'application/json', huge)).toBe(400)
      expect(await ask(absent, tokens.editor, 'application/json', huge)).toBe(413)
      expect(await ask(absent, tokens.editor, 'application/json', '{"price":"x"}')).toBe(404)
      expect(await ask('/products/1', tokens.editor, 'application/json', '{"x":1}')).toBe(404)
      expect(await ask(there, tokens.editor, 'application/json', '{"price":"x"}')).toBe(422)
      expect(await ask(`${absent}?x=1`, tokens.editor, 'application/json', '{}')).toBe(404)
      expect(await ask(`${there}?x=1`, tokens.editor, 'application/json', '{}')).toBe(422)
    })
  })

  describe('a body', () => {
    const send = async (
      body: string | Uint8Array<ArrayBuffer>,
      headers: Record<string, string>,
    ) => {
      const { api } = await open()
      const answered = await api.send('POST', '/users/login', { headers, body })
      return [answered.status, answered.body.code]
    }

    test.each([
      ['cut off', '{"email": "a'],
      ['not JSON', 'email=a'],
      ['with a comma too many', '{"email": "a",}'],
      ['nested 65 levels deep', `{"email":${'['.repeat(64)}${']'.repeat(64)}}`],
      ['nested 100,000 levels deep', '['.repeat(100_000) + ']'.repeat(100_000)],
      ['not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ])('%s is a 400', async (_, body) => {
      expect(await send(body, json)).toEqual([400, 'malformed'])
    })

    test.each([
      ['nested 64 levels deep', `{"email":${'['.repeat(63)}${']'.repeat(63)}}`],
      ['an array', '[]'],
      ['a text', '"x"'],
      ['null', 'null'],
      ['empty', ''],
    ])('%s is read, and wrong', async (_, body) => {
      expect(await send(body, json)).toEqual([422, 'validation'])
    })

    test.each([
      ['text/plain'],
      ['application/xml'],
      ['multipart/form-data; boundary=x'],
      ['application/jsonp'],
      [''],
    ])('of type %p is a 415', async (type) => {
      expect(await send('{}', { 'content-type': type })).toEqual([415, 'unsupported_media_type'])
    })

    test('a form is for signing in alone', async () => {
      const { api } = await open()
      const body = new URLSearchParams({ name: 'a', email: 'a@example.com', password: 'x' })
      expect((await api.send('POST', '/users', { body })).status).toBe(415)
    })

    test('JSON may say its character set', async () => {
      const type = { 'content-type': 'Application/JSON; charset=utf-8' }
      expect(await send('{}', type)).toEqual([422, 'validation'])
    })

    test('over a mebibyte is refused while it comes, without its length being told', async () => {
      const { api } = await open()
      let sent = 0
      const endless = new ReadableStream({
        pull(controller) {
          sent += 65_536
          controller.enqueue(new Uint8Array(65_536).fill(0x20))
        },
      })
      const { status } = await api.send('POST', '/users/login', { headers: json, body: endless })
      expect(status).toBe(413)
      expect(sent).toBeLessThan(2 * 1024 * 1024)
    })
  })

  describe('a URL', () => {
    test.each([
      ['/users/me?name=%00'],
      ['/users/me?name=%zz'],
      ['/users/me?name=%ff'],
      ['/orders/%00'],
      ['/orders/%E0%A4%A'],
    ])('%p is a 400', async (path) => {
      const { api, tokens } = await openShop()
      const { status, body } = await api.get(path, { as: tokens.owner })
      expect([status, body.code]).toEqual([400, 'malformed'])
    })

    test('that leads nowhere is a 400 all the same', async () => {
      const { api } = await open()
      expect((await api.get('/nowhere/%00')).status).toBe(400)
    })

    test('may end with a slash', async () => {
      const { api, tokens, things } = await openShop()
      const path = `/orders/${things['/orders/:id']}/`
      expect((await api.get(path, { as: tokens.owner })).status).toBe(200)
      expect((await api.get('/users/me/', { as: tokens.owner })).status).toBe(200)
    })

    test.each([
      ['limit=0', 'query.limit'],
      ['limit=201', 'query.limit'],
      ['limit=1.5', 'query.limit'],
      ['limit=ten', 'query.limit'],
      ['limit=', 'query.limit'],
      ['page=2', 'query.page'],
      ['limit=0x10', 'query.limit'],
    ])('?%s is a 422', async (query, path) => {
      const { api, tokens } = await openShop()
      const { status, body } = await api.get(`/orders?${query}`, { as: tokens.owner })
      expect([status, body.errors[0].path]).toEqual([422, path])
    })
  })

  describe('headers', () => {
    test('keep browsers from doing anything with an answer, a fault too', async () => {
      const { api } = await open()
      for (const path of ['/', '/healthz', '/nowhere', '/users/me']) {
        const { headers } = await api.get(path)
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('cache-control')).toBe('no-store')
        expect(headers.get('content-security-policy')).toBe(
          "default-src 'none'; frame-ancestors 'none'",
        )
        expect(headers.get('referrer-policy')).toBe('no-referrer')
        expect(headers.get('server')).toBeNull()
        expect(headers.get('x-request-id')).toMatch(/^req_/)
        expect(headers.get('access-control-allow-origin')).toBeNull()
        expect(headers.get('strict-transport-security')).toBeNull()
      }
    })

    test.each([['short'], ['x'.repeat(65)], ['with space'], ['ümläute-in-it']])(
      'a request id of %p is replaced',
      async (id) => {
        const { api } = await open()
        const { headers } = await api.get('/', { headers: { 'x-request-id': encodeURI(id) } })
        expect(headers.get('x-request-id')).toMatch(/^req_/)
      },
    )

    test('the request and its trace are on the log line, once', async () => {
      const { api, tokens, logged } = await openShop()
      const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
      logged.length = 0
      await api.get('/users/me', {
        as: tokens.owner,
        headers: {
          'x-request-id': 'from-the-client',
          traceparent: `00-${trace}-00f067aa0ba902b7-01`,
        },
      })
      expect(logged.map((line) => JSON.parse(line))).toEqual([
        {
          level: 'info',
          time: expect.any(String),
          msg: 'request',
          request_id: 'from-the-client',
          trace_id: trace,
          user: expect.any(Number),
          method: 'GET',
          route: '/users/me',
          status: 200,
          duration_ms: expect.any(Number),
        },
      ])
    })

    test('what cannot be had in the asked type is a 406', async () => {
      const { api } = await open()
      const accept = async (type: string) =>
        (await api.get('/healthz', { headers: { accept: type } })).status
      expect(await accept('text/csv')).toBe(406)
      expect(await accept('text/csv, application/json;q=0.1')).toBe(200)
      expect(await accept('application/*')).toBe(200)
      expect(await accept('text/html,application/xhtml+xml,*/*;q=0.8')).toBe(200)
    })

    test('an Idempotency-Key that is none is a 422', async () => {
      const { api, tokens } = await openShop()
      for (const key of ['with space', 'x'.repeat(256)]) {
        const { status, body } = await api.post(
          '/products',
          { sku: 'B', title: 'B', price: 1 },
          { as: tokens.editor, headers: { 'idempotency-key': key } },
        )
        expect([status, body.errors[0].path]).toEqual([422, 'header.idempotency-key'])
      }
    })
  })

  describe('other origins', () => {
    const shop = 'https://shop.example'

    test('of the list may ask and read, no other', async () => {
      const { api, logged } = await open({ ORDERD_ORIGINS: shop })
      const preflight = (origin: string) =>
        api.send('OPTIONS', '/orders', {
          headers: { origin, 'access-control-request-method': 'POST' },
        })
      const allowed = await preflight(shop)
      expect(allowed.status).toBe(204)
      expect(allowed.headers.get('access-control-allow-origin')).toBe(shop)
      expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
      expect(allowed.headers.get('vary')).toBe('Origin')
      const { request_id, status } = JSON.parse(logged.at(-1) ?? '')
      expect([request_id, status]).toEqual([allowed.headers.get('x-request-id'), 204])
      for (const origin of ['https://shop.example.evil', 'http://shop.example', 'null']) {
        const { status, headers } = await preflight(origin)
        expect([status, headers.get('access-control-allow-origin')]).toEqual([405, null])
        const read = await api.get('/healthz', { headers: { origin } })
        expect(read.headers.get('access-control-allow-origin')).toBeNull()
      }
      for (const path of ['/healthz', '/nowhere']) {
        const { headers } = await api.get(path, { headers: { origin: shop } })
        expect(headers.get('access-control-allow-origin')).toBe(shop)
        expect(headers.get('vary')).toContain('Origin')
      }
    })
  })

  describe('the front door', () => {
    test('greets programs, and sends people to the dashboard', async () => {
      const { api } = await open()
      expect((await api.get('/')).body).toEqual({
        message: 'Order Management API is running!',
        name: 'orderd',
        version: expect.any(String),
        docs: '/docs',
        dashboard: '/dashboard',
      })
      const person = await api.get('/', { headers: { accept: 'text/html' } })
      expect([person.status, person.headers.get('location')]).toEqual([302, '/dashboard'])
    })

    test('is ready until it drains or its database is gone; it lives all the while', async () => {
      const app = await open()
      const { api } = app
      expect((await api.get('/readyz')).status).toBe(200)
      await app.db.close()
      expect((await api.get('/readyz')).body).toMatchObject({
        status: 503,
        detail: 'Not ready: the database takes no writes.',
      })
      app.drain()
      expect((await api.get('/readyz')).body.detail).toBe('Not ready: shutting down.')
      expect((await api.get('/healthz')).status).toBe(200)
    })
  })

  describe('plain HTTP', () => {
    const get = async (env: object, path: string, method = 'GET') => {
      const { app } = await open(env)
      return app.handle(new Request(`http://localhost${path}`, { method }))
    }

    test('is refused where HTTPS is required, except to probes', async () => {
      const env = { ORDERD_REQUIRE_HTTPS: 'refuse' }
      expect((await get(env, '/')).status).toBe(403)
      expect((await get(env, '/healthz')).status).toBe(200)
    })

    test('is led to HTTPS where that is asked for, reads alone', async () => {
      const env = { ORDERD_REQUIRE_HTTPS: 'redirect', ORDERD_PUBLIC_URL: 'https://shop.example' }
      const { status, headers } = await get(env, '/orders?limit=1')
      expect([status, headers.get('location')]).toEqual([
        308,
        'https://shop.example/orders?limit=1',
      ])
      expect((await get(env, '/orders', 'POST')).status).toBe(403)
      const without = await get({ ORDERD_REQUIRE_HTTPS: 'redirect' }, '/orders?limit=1')
      expect([without.status, without.headers.get('location')]).toEqual([
        308,
        'https://localhost/orders?limit=1',
      ])
    })
  })

  describe('over a socket', () => {
    const listen = async (env = {}) => {
      const app = await open(env)
      app.app.listen({ port: 0, hostname: '127.0.0.1' })
      const base = `http://127.0.0.1:${app.app.server?.port}`
      const close = async (): Promise<void> => void (await app.app.stop(true))
      return { ...app, base, [Symbol.asyncDispose]: close }
    }

    test('a body that says it is too long is refused by its length', async () => {
      await using server = await listen()
      const response = await fetch(`${server.base}/users/login`, {
        method: 'POST',
        headers: json,
        body: ' '.repeat(1024 * 1024 + 1),
      })
      expect(response.status).toBe(413)
    })

    test('a second server does not slip onto the same port', async () => {
      await using server = await listen()
      const other = await open()
      const port = server.app.server?.port ?? 0
      expect(() => other.app.listen({ port, hostname: '127.0.0.1' })).toThrow()
    })

    test('a forwarded address counts from a trusted proxy alone', async () => {
      await using trusting = await listen({
        ORDERD_TRUST_PROXY: '127.0.0.1',
        ORDERD_RATE_LIMIT_AUTH: '1/min',
      })
      await using wary = await listen({ ORDERD_RATE_LIMIT_AUTH: '1/min' })
      const attempt = async (base: string, client: string) => {
        const response = await fetch(`${base}/users/login`, {
          method: 'POST',
          headers: { ...json, 'x-forwarded-for': client },
          body: JSON.stringify({ email: `${Math.random()}@example.com`, password: 'wrong' }),
        })
        return response.status
      }
      expect(await attempt(trusting.base, '203.0.113.1')).toBe(401)
      expect(await attempt(trusting.base, '203.0.113.2')).toBe(401)
      expect(await attempt(trusting.base, '198.51.100.1, 203.0.113.2')).toBe(429)
      expect(await attempt(wary.base, '203.0.113.1')).toBe(401)
      expect(await attempt(wary.base, '203.0.113.2')).toBe(429)
    })

    test('a trusted proxy that spoke HTTPS counts as HTTPS', async () => {
      await using server = await listen({
        ORDERD_TRUST_PROXY: '127.0.0.1',
        ORDERD_REQUIRE_HTTPS: 'refuse',
      })
      const headers = { 'x-forwarded-proto': 'https' }
      const response = await fetch(server.base, { headers })
      expect(response.status).toBe(200)
      expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000')
      expect((await fetch(server.base)).status).toBe(403)
    })
  })
})
