// One header, spelled in many ways, at every door that reads it: each door lets in the same ones.

import { expect, test } from 'bun:test'
import { createAdmin } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Served, serve } from '../helpers/live-server.ts'

const GOOD: readonly ((token: string) => string)[] = [
  (token) => `Bearer ${token}`,
  (token) => `bearer ${token}`,
  (token) => `BEARER ${token}`,
  (token) => `bEaReR ${token}`,
  (token) => `Bearer  ${token}`,
  (token) => `bearer          ${token}`,
  // Blanks around a header are no part of it.
  (token) => `  Bearer ${token} \t`,
]

const BAD: readonly ((token: string) => string)[] = [
  () => '',
  () => 'Bearer',
  () => 'Bearer ',
  () => 'Bearer \t ',
  (token) => token,
  (token) => `Bearer${token}`,
  (token) => `Bearer\t${token}`,
  (token) => `Bearer \t${token}`,
  (token) => `Bearer\u00a0${token}`,
  (token) => `Bearer:${token}`,
  (token) => `Bearer=${token}`,
  (token) => `Bearer: ${token}`,
  (token) => `Bearer, ${token}`,
  (token) => `Bearer "${token}"`,
  (token) => `Bearer token=${token}`,
  (token) => `Bearer ${token} ${token}`,
  (token) => `Bearer ${token}, Bearer ${token}`,
  (token) => `Bearer Bearer ${token}`,
  (token) => `Basic ${token}`,
  (token) => `Basic eDp5, Bearer ${token}`,
  (token) => `OAuth ${token}`,
  (token) => `Bearers ${token}`,
]

type Door = (app: Served, headers: Record<string, string>) => Promise<boolean>

const status =
  (method: string, path: string): Door =>
  async ({ url }, headers) => {
    const response = await fetch(`${url}${path}`, { method, headers })
    await response.body?.cancel()
    if (response.status === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer')
    else expect(response.status).toBeOneOf([200, 201])
    return response.status !== 401
  }

const DOORS: Record<string, Door> = {
  'a route': status('GET', '/users/me'),
  'a ticket': status('POST', '/realtime/tickets'),
  'the feed': status('GET', '/events'),
  'the feed, waiting': status('GET', '/events?wait=1'),
  'a stream': status('GET', '/events/stream?topic=orders'),
  async 'a socket'({ socket }, headers) {
    const client = socket({ headers })
    // An invalid credential closes the socket before it answers.
    const { op } = await client
      .ask({ op: 'sub', sub: 'o', topic: 'orders' })
      .catch(() => ({ op: 'closed' }))
    client.close()
    return op === 'ok'
  },
}

eachDatabase(({ name, open }) => {
  // What a header says does not depend on the engine.
  if (name !== 'sqlite') return

  test.each(Object.entries(DOORS))('%s lets in the same spellings', async (_, isLetIn) => {
    const app = await serve(await open())
    const { token } = await createAdmin(app)
    for (const spell of GOOD) {
      const authorization = spell(token)
      expect([authorization, await isLetIn(app, { authorization })]).toEqual([authorization, true])
    }
    for (const spell of BAD) {
      const authorization = spell(token)
      expect([authorization, await isLetIn(app, { authorization })]).toEqual([authorization, false])
    }
    expect(await isLetIn(app, {})).toBe(false)
  })

  test('the token of the metrics is read from the same spellings', async () => {
    const token = 'for-prometheus'
    const app = await serve(await open(), { ORDERD_METRICS_TOKEN: token })
    const metrics = status('GET', '/metrics')
    for (const spell of GOOD) {
      expect(await metrics(app, { authorization: spell(token) })).toBe(true)
    }
    for (const spell of BAD) {
      const authorization = spell(token)
      expect([authorization, await metrics(app, { authorization })]).toEqual([authorization, false])
    }
  })

  test('of two headers neither counts, and no token in the address', async () => {
    const app = await serve(await open())
    const { token } = await createAdmin(app)
    const { port } = new URL(app.url)
    const header = `Authorization: Bearer ${token}\r\n`
    const ask = async (path: string, headers: string): Promise<string> => {
      const socket = await Bun.connect({
        hostname: '127.0.0.1',
        port: Number(port),
        socket: { data: (_, bytes) => answered.resolve(bytes.toString('latin1')) },
      })
      const answered = Promise.withResolvers<string>()
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`)
      const line = (await answered.promise).slice(0, 12)
      socket.end()
      return line
    }
    expect(await ask('/users/me', header)).toBe('HTTP/1.1 200')
    expect(await ask('/users/me', header + header)).toBe('HTTP/1.1 401')
    expect(await ask(`/users/me?access_token=${token}`, '')).toBe('HTTP/1.1 401')
    expect(await ask(`/users/me?access_token=${token}`, 'Authorization: Basic x\r\n')).toBe(
      'HTTP/1.1 401',
    )
  })
})
