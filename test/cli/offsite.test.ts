// A shop whose machine is lost: its backups were copied to a bucket, and another machine restores the newest.

import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SQL } from 'bun'
import { type Bucket, openBucket } from '../helpers/bucket.ts'
import { postgresServer, whyNoPostgres } from '../helpers/postgres-server.ts'
import { eachOrderd } from '../helpers/process.ts'

let bucket: Bucket

beforeAll(async () => {
  bucket = await openBucket()
})

afterAll(() => bucket.close())

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
type Answer = any

const ADMIN = { ORDERD_ADMIN_EMAIL: 'admin@example.com', ORDERD_ADMIN_PASSWORD: 'tall green lamp' }

eachOrderd((orderd) => {
  test('a running server copies what the dashboard makes, and another machine restores it', async () => {
    const env = { ...ADMIN, ORDERD_BACKUP_TO: bucket.url(crypto.randomUUID()) }
    const server = await orderd.serve([], { env })
    const call = async (
      path: string,
      init: RequestInit & { token?: string } = {},
    ): Promise<Answer> => {
      const { token, ...rest } = init
      const headers = {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      }
      const response = await fetch(`${server.url}${path}`, { ...rest, headers })
      return (await response.json()) as Answer
    }
    const credentials = { email: 'admin@example.com', password: 'tall green lamp' }
    const { access_token: token } = await call('/users/login', {
      method: 'POST',
      body: JSON.stringify(credentials),
    })
    const made = await call('/backups', { method: 'POST', body: '{}', token })
    const list = () => call('/backups', { token })
    while (!(await list()).items[0].is_offsite);
    const { items, offsite } = await list()
    expect(items).toEqual([{ ...made, is_offsite: true }])
    expect(offsite).toEqual({
      name: expect.stringMatching(/^s3:\/\/shop-backups\//),
      failure: null,
    })
    expect((await server.end()).code).toBe(0)

    const at = ['--data-dir', orderd.freshDirectory()]
    const listed = await orderd.run(['backup', 'list', '--json', ...at], { env })
    const { path, copy } = JSON.parse(listed.stdout)
    expect({ path, copy }).toEqual({ path: null, copy: `${offsite.name}${made.name}` })
    const restored = await orderd.run(['restore', copy, '--json', ...at], { env })
    expect([restored.code, restored.stderr]).toEqual([
      0,
      `fetching ${made.name} from ${offsite.name}\n`,
    ])
    expect((await orderd.run(['users', 'list', ...at])).stdout).toContain('admin@example.com')
  })

  test('a backup of the command line is copied at once, or the command says why not', async () => {
    const at = ['--data-dir', orderd.freshDirectory()]
    await orderd.run(['users', 'create', 'a@example.com', ...at])
    const to = orderd.freshDirectory()
    const made = await orderd.run(['backup', 'create', '--json', ...at], {
      env: { ORDERD_BACKUP_TO: to },
    })
    const { name, copy } = JSON.parse(made.stdout)
    expect([copy, readdirSync(to)]).toEqual([join(to, name), [name]])

    const away = bucket.url().replace('@shop-backups', '@none')
    const failed = await orderd.run(['backup', 'create', ...at], {
      env: { ORDERD_BACKUP_TO: away },
    })
    expect([failed.code, failed.stderr]).toEqual([
      1,
      expect.stringContaining('s3://none/orderd/: '),
    ])
    expect(failed.stderr).not.toContain('S3RVER')
    const settings = await orderd.run(['config', ...at], { env: { ORDERD_BACKUP_TO: away } })
    expect(settings.stdout).toContain('s3://S3RVER:********@none')
  })

  test('a bucket that does not answer keeps no server from its end', async () => {
    const asked = Promise.withResolvers<void>()
    using silent = Bun.serve({
      port: 0,
      fetch: () => {
        asked.resolve()
        return new Promise<Response>(() => {})
      },
    })
    const endpoint = encodeURIComponent(`http://127.0.0.1:${silent.port}`)
    const env = { ORDERD_BACKUP_TO: `s3://KEY:SECRET@none/orderd?endpoint=${endpoint}` }
    const server = await orderd.serve([], { env })
    await asked.promise
    const began = performance.now()
    expect((await server.end()).code).toBe(0)
    expect(performance.now() - began).toBeLessThan(8_000)
  })

  const onPostgres = whyNoPostgres() === null || process.env.CI === 'true' ? test : test.skip
  onPostgres('on PostgreSQL the log says that no backups are made', async () => {
    const postgres = await postgresServer()
    const name = `offsite_${process.pid}_${Date.now()}`
    const sql = new SQL({ url: postgres.url('postgres'), max: 1 })
    await sql.unsafe(`CREATE DATABASE ${name}`)
    await sql.close()
    const env = { ORDERD_BACKUP_SCHEDULE: '0 3 * * *' }
    const server = await orderd.serve(['--db', postgres.url(name)], { env })
    const { stdout } = await server.end()
    expect(stdout).toContain('no backups are made')
  })
})
