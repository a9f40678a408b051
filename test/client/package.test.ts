// The client as it is published: built, typed for whoever uses it, and run by Node, which has no
// WebSocket of its own before version 22.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEditor, PASSWORD } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { serve } from '../helpers/live-server.ts'
import { type Installed, installClient } from './installed.ts'

const ROOT = join(import.meta.dir, '../..')
const node = Bun.which('node')
const version = node ? Bun.spawnSync([node, '--version']).stdout.toString() : ''
const nodeMajor = Number(/^v(\d+)/.exec(version)?.[1] ?? 0)
const whyNoNode = node === null ? 'there is no node' : nodeMajor < 20 ? 'node is too old' : null

let installed: Installed

beforeAll(() => {
  installed = installClient()
})
afterAll(() => installed.remove())

test('it depends on nothing and tells its version and license', () => {
  const path = join(installed.dir, 'node_modules/orderd-client/package.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(manifest).toMatchObject({ name: 'orderd-client', version, license: 'Apache-2.0' })
  expect(Object.keys(manifest).filter((field) => /ependencies$/.test(field))).toEqual([])
})

const USER = `import { createClient, every, isVersionConflict, type Order, type OrderSummary } from 'orderd-client'

const client = createClient({ baseUrl: 'http://localhost:3000', token: 'odk_1' })
const order: Order = await client.orders.create({ email: 'a@example.com', lines: [{ sku: 'A', quantity: 1 }] })
await client.orders.confirm(order.id, { ifMatch: order.version }).catch((error: unknown) => {
  if (isVersionConflict(error)) console.log(error.currentVersion)
})
for await (const one of every(client.orders.list, { status: ['pending'] })) console.log(one.number)
const live = client.subscribe('orders', { filter: { status: 'pending' } }, ({ items, status }) => {
  const rows: readonly OrderSummary[] = items
  console.log(rows.length, status === 'live')
})
live.close()
// @ts-expect-error there is no such command
await client.orders.vanish(order.id)
// @ts-expect-error a quantity is a number
await client.orders.create({ lines: [{ sku: 'A', quantity: '1' }] })
// @ts-expect-error nor such a status
client.subscribe('orders', { filter: { status: 'lost' } }, () => {})
`

for (const module of ['nodenext', 'esnext --moduleResolution bundler']) {
  test(`its types hold for a user of --module ${module}`, () => {
    installed.write('user.ts', USER)
    expect(installed.typeCheck('user.ts', module)).toBe('')
  }, 30_000)
}

const PROGRAM = `
import { createClient } from 'orderd-client'
const [baseUrl, email, password] = process.argv.slice(2)
const client = createClient({ baseUrl, credentials: { email, password } })
await client.products.create({ sku: 'A', title: 'A thing', price: 500, on_hand: 5 })
const ways = new Set()
const seen = []
await new Promise((done) => {
  client.subscribe('orders', { onEvent: ({ type }) => seen.push(type) }, async ({ items, status }) => {
    if (status !== 'live') return
    if (items.length === 0 && !ways.has('placed')) {
      ways.add('placed')
      await client.orders.create({ email, lines: [{ sku: 'A', quantity: 1 }] })
    }
    if (items.length === 1) done()
  })
})
client.close()
console.log(JSON.stringify({ hasSocket: 'WebSocket' in globalThis, seen }))
`

describe.skipIf(whyNoNode !== null)(`in Node${whyNoNode ? ` (${whyNoNode})` : ''}`, () => {
  eachDatabase(({ name, open }) => {
    if (name !== 'sqlite') return

    for (const [way, flags] of [
      ['by socket', nodeMajor < 22 ? ['--experimental-websocket'] : []],
      ['by HTTP', nodeMajor < 22 ? [] : ['--no-experimental-websocket']],
    ] as const) {
      test(`it is live ${way}, and lets the process end`, async () => {
        const served = await serve(await open())
        const { email } = await createEditor(served)
        installed.write('program.mjs', PROGRAM)
        const child = Bun.spawn(
          [node ?? '', ...flags, 'program.mjs', served.url, email, PASSWORD],
          { cwd: installed.dir, stdout: 'pipe', stderr: 'pipe' },
        )
        const [out, exitCode] = await Promise.all([child.stdout.text(), child.exited])
        expect(exitCode).toBe(0)
        expect(JSON.parse(out)).toEqual({
          hasSocket: way === 'by socket',
          seen: ['order.placed'],
        })
      }, 20_000)
    }
  })
})
