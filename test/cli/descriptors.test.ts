// A process that has no descriptors left answers those who are connected, and goes on as before when others leave.

import { describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { eachOrderd, type Server } from '../helpers/process.ts'

const LIMIT = 256
const admin = { ORDERD_ADMIN_EMAIL: 'a@example.com', ORDERD_ADMIN_PASSWORD: 'correct horse 9' }

const openFiles = ({ pid }: Server): number => readdirSync(`/proc/${pid}/fd`).length

// ulimit and /proc.
describe.skipIf(process.platform !== 'linux')('without a descriptor', () => {
  eachOrderd((orderd) => {
    /** Requests of connections that stay open: a new one would wait for a descriptor. */
    async function connected(server: Server) {
      const { hostname, port } = new URL(server.url)
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      let token = ''
      const send = (method: string, path: string, body = '', type = 'application/json') =>
        new Promise<{ status: number; text: string }>((resolve, reject) => {
          const authorization = token === '' ? {} : { authorization: `Bearer ${token}` }
          const headers = { 'content-type': type, ...authorization }
          const sent = request({ hostname, port, agent, method, path, headers }, (response) => {
            let text = ''
            response.on('data', (piece) => {
              text += piece
            })
            response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
          })
          sent.on('error', reject)
          sent.end(body)
        })
      const { ORDERD_ADMIN_EMAIL: email, ORDERD_ADMIN_PASSWORD: password } = admin
      const { text } = await send('POST', '/users/login', JSON.stringify({ email, password }))
      token = JSON.parse(text).access_token
      return { send, close: () => agent.destroy() }
    }

    test('a backup is a 503, everything else goes on, and so does the backup later', async () => {
      const server = await orderd.serve([], { env: admin, descriptors: LIMIT })
      const { send, close } = await connected(server)
      const statusOf = async (...asked: Parameters<typeof send>) => (await send(...asked)).status
      const csv = 'sku,title,price\nB,Tea,1\n'
      // From source, the parser's file is read at the first import.
      expect(await statusOf('POST', '/products/import', csv, 'text/csv')).toBe(200)
      const strangers: Socket[] = []
      while (strangers.length < LIMIT * 2) {
        const stranger = connect(Number(new URL(server.url).port), '127.0.0.1')
        stranger.on('error', () => {})
        strangers.push(stranger)
      }
      while (openFiles(server) < LIMIT) expect(await statusOf('GET', '/healthz')).toBe(200)

      expect(await statusOf('POST', '/backups', '{}')).toBe(503)
      expect(await statusOf('GET', '/backups')).toBe(503)
      expect(await statusOf('GET', '/readyz')).toBe(200)
      expect(await statusOf('GET', '/reports/summary')).toBe(200)
      expect(await statusOf('GET', '/metrics')).toBe(200)
      expect(await statusOf('POST', '/products', '{"sku":"A","title":"Tea","price":1}')).toBe(201)
      expect(await statusOf('POST', '/products/import', csv, 'text/csv')).toBe(200)
      expect(openFiles(server)).toBe(LIMIT)

      for (const stranger of strangers) stranger.destroy()
      while (openFiles(server) > LIMIT / 2) expect(await statusOf('GET', '/healthz')).toBe(200)
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
      expect(await statusOf('POST', '/backups', '{}')).toBe(201)
      expect(await statusOf('POST', '/backups', '{}')).toBe(201)
      close()
      expect((await server.end()).code).toBe(0)
    })
  })
})
