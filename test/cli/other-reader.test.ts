// A shop whose file another program is reading for hours: a report, the sqlite3 shell, a copy that is
// being made. Every command goes on as if there were none.

import { expect, test } from 'bun:test'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { SQL } from 'bun'
import { readElsewhere } from '../helpers/other-reader.ts'
import { postgresServer, whyNoPostgres } from '../helpers/postgres-server.ts'
import { eachOrderd } from '../helpers/process.ts'

const ADMIN = { ORDERD_ADMIN_EMAIL: 'admin@example.com', ORDERD_ADMIN_PASSWORD: 'tall green lamp' }
const PRODUCTS = 100

async function emptyDatabase(): Promise<string> {
  const server = await postgresServer()
  const name = `read_${process.pid}_${Date.now()}`
  const sql = new SQL({ url: server.url('postgres'), max: 1 })
  await sql.unsafe(`CREATE DATABASE ${name}`)
  await sql.close()
  return server.url(name)
}

eachOrderd((orderd) => {
  test('it starts, stops, is looked over, copied and moved while another program reads', async () => {
    const first = await orderd.serve([], { env: ADMIN })
    const { directory } = first
    const at = ['--data-dir', directory]
    const file = join(directory, 'orderd.db')
    await first.end()
    const reader = await readElsewhere(file)
    try {
      const server = await orderd.serve([], { directory, env: ADMIN })
      const login = await fetch(`${server.url}/users/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'admin@example.com', password: 'tall green lamp' }),
      })
      const { access_token: token } = (await login.json()) as { access_token: string }
      for (let n = 0; n < PRODUCTS; n++) {
        const made = await fetch(`${server.url}/products`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            sku: `SKU-${n}`,
            title: 'Tea',
            description: 'x'.repeat(2_000),
            price: 100,
          }),
        })
        expect(made.status).toBe(201)
      }
      expect((await server.end()).code).toBe(0)
      // Otherwise the reader holds nothing back, and this test proves nothing.
      expect(statSync(`${file}-wal`).size).toBeGreaterThan(PRODUCTS * 2_000)

      const doctor = await orderd.run(['doctor', '--port', '0', ...at])
      expect(doctor).toMatchObject({ code: 0, stdout: expect.stringContaining('sqlite, whole') })
      const backup = await orderd.run(['backup', 'create', '--json', ...at])
      expect(backup).toMatchObject({ code: 0, stderr: '' })
      expect(JSON.parse(backup.stdout).rows.products).toBe(PRODUCTS)
      expect((await orderd.run(['backup', 'verify', ...at])).code).toBe(0)
      const live = await orderd.run(['backup', 'verify', file, '--json', ...at])
      expect(JSON.parse(live.stdout).rows.products).toBe(PRODUCTS)
      expect((await orderd.run(['users', 'list', ...at])).stdout).toContain('admin@example.com')
      expect((await orderd.run(['migrate', '--status', ...at])).code).toBe(0)
      const again = await orderd.serve([], { directory, env: ADMIN })
      expect((await again.end()).code).toBe(0)

      if (whyNoPostgres() !== null) return
      const url = await emptyDatabase()
      const moved = await orderd.run(['move', '--to', url, '--json', ...at])
      expect(moved).toMatchObject({ code: 0, stderr: '' })
      const { moved: tables, kept } = JSON.parse(moved.stdout)
      expect(tables).toContainEqual({ table: 'products', rows: PRODUCTS })
      // The log that it needs went with it.
      const whole = await orderd.run(['backup', 'verify', kept, '--json', ...at])
      expect(JSON.parse(whole.stdout).rows.products).toBe(PRODUCTS)
    } finally {
      await reader.end()
    }
  })
})
