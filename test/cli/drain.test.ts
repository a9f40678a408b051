// SIGTERM under requests: what is under way is answered, what still comes is refused by an answer, and every answer
// says that its connection ends.

import { describe, expect, test } from 'bun:test'
import { eachOrderd, type Server } from '../helpers/process.ts'
import { openRaw, type RawConnection } from '../helpers/raw-http.ts'

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
const SIGN_IN = '{"email":"a@example.com","password":"wrong"}'
const HEAD = [
  'POST /users/login HTTP/1.1',
  'Host: localhost',
  'Content-Type: application/json',
  `Content-Length: ${SIGN_IN.length}`,
].join('\r\n')

async function untilDraining({ url }: Server): Promise<void> {
  while ((await fetch(`${url}/readyz`)).ok);
}

const told = async (connection: RawConnection) => {
  const answer = await connection.answer()
  return [answer?.status, answer?.headers.get('connection')]
}

eachOrderd((orderd) => {
  describe('at its end', () => {
    test('a server cuts no request: none under way, none on an idle connection, none on a new one', async () => {
      const server = await orderd.serve()
      const fresh = await openRaw(server.url)
      const idle = await openRaw(server.url)
      idle.send(GET)
      expect(await told(idle)).toEqual([200, null])
      const half = await openRaw(server.url)
      half.send(`${HEAD}\r\n\r\n${SIGN_IN.slice(0, 9)}`)
      // The loop has read it when it answers to the next.
      await fetch(`${server.url}/healthz`)
      const ended = server.end()
      await untilDraining(server)

      for (const connection of [idle, fresh, await openRaw(server.url)]) {
        connection.send(GET)
        const refused = await connection.answer()
        expect([refused?.status, refused?.headers.get('connection')]).toEqual([503, 'close'])
        expect(refused?.headers.get('retry-after')).toBe('1')
        expect(JSON.parse(refused?.text ?? '').code).toBe('unavailable')
        expect(await connection.answer()).toBeNull()
      }
      const health = await openRaw(server.url)
      health.send(GET.replace('/', '/healthz'))
      expect(await told(health)).toEqual([200, 'close'])
      half.send(SIGN_IN.slice(9))
      expect(await told(half)).toEqual([401, 'close'])
      expect(await half.answer()).toBeNull()
      expect((await ended).code).toBe(0)
    })

    test('a server under load answers every request that was sent', async () => {
      const server = await orderd.serve()
      let answered = 0
      let ended: ReturnType<Server['end']> | undefined
      const statuses = Array.from({ length: 16 }, async () => {
        const connection = await openRaw(server.url)
        for (;;) {
          connection.send(GET)
          const answer = await connection.answer()
          answered++
          if (answer?.status !== 200 || answer.headers.get('connection') === 'close') {
            return answer?.status
          }
          if (answered === 500) ended = server.end()
        }
      })
      for (const status of await Promise.all(statuses)) expect(status).toBeOneOf([200, 503])
      expect((await ended)?.code).toBe(0)
    })

    test('a request that does not end does not keep it from ending', async () => {
      const server = await orderd.serve(['--shutdown-timeout', '500ms'])
      const half = await openRaw(server.url)
      half.send(`${HEAD}\r\n\r\n${SIGN_IN.slice(0, 9)}`)
      await fetch(`${server.url}/healthz`)
      const beganMs = performance.now()
      expect((await server.end()).code).toBe(0)
      expect(performance.now() - beganMs).toBeWithin(400, 3_000)
      expect(await half.answer()).toBeNull()
    })
  })
})
