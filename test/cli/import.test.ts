// orderd import as a person runs it: offline, beside a running server, with a map file, again.

import { expect, test } from 'bun:test'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { eachOrderd } from '../helpers/process.ts'

const fixtures = join(import.meta.dir, '../fixtures')
const FILE = join(fixtures, 'imports/retail.csv')
const MAP = join(fixtures, 'maps/retail-day.map.json')

eachOrderd((orderd) => {
  test('offline: a dry run, the import, and the same file again', async () => {
    const directory = orderd.freshDirectory()
    const command = ['import', 'orders', FILE, '--map', MAP, '--data-dir', directory, '--json']
    const dry = await orderd.run([...command, '--dry-run'])
    expect(dry).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(dry.stdout)).toMatchObject({ dry_run: true, records: { in: 4 } })
    const real = await orderd.run(command)
    expect(JSON.parse(real.stdout)).toMatchObject({
      rows: { read: 13, in: 8, refused: 5 },
      records: { in: 4, credit_notes: 1, write_offs: 1, refused: 1 },
    })
    const again = await orderd.run(command)
    expect(JSON.parse(again.stdout)).toMatchObject({ records: { in: 0, unchanged: 4 } })
  })

  test('beside a running server the rows go through it, and it tells of them', async () => {
    const server = await orderd.serve(['--demo'])
    const key = /odk_[\w-]+/.exec(server.banner)?.[0] ?? ''
    const on = ['--data-dir', server.directory]
    const { code, stdout } = await orderd.run(['import', 'orders', FILE, '--map', MAP, ...on])
    expect(code).toBe(0)
    expect(stdout).toContain('4 in')
    expect(stdout).toContain('48.75')
    expect(stdout).toContain('line 8 (C700003): a credit note without its order')
    const response = await fetch(`${server.url}/orders?source=online-retail`, {
      headers: { authorization: `Bearer ${key}` },
    })
    expect(((await response.json()) as { items: unknown[] }).items).toHaveLength(4)
  })

  test('a server that is killed meanwhile is told, and the same file again brings the rest', async () => {
    const directory = orderd.freshDirectory()
    const server = await orderd.serve([], { directory })
    const file = join(dirname(directory), 'long.csv')
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},EUR,Cup,1,2.50`)
    writeFileSync(file, ['external_id,currency,title,quantity,unit_price', ...rows].join('\n'))
    const command = ['import', 'orders', file, '--data-dir', directory, '--json']
    const log = join(directory, 'orderd.db-wal')
    // The log of a new shop has the migrations already.
    const before = statSync(log).size
    const cutOff = orderd.run(command)
    while (statSync(log).size < before + 1_000_000) await Bun.sleep(5)
    await server.end('SIGKILL')
    expect(await cutOff).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ended before it answered'),
    })
    const { records, sums } = JSON.parse((await orderd.run(command)).stdout)
    expect(records.in).toBeGreaterThan(0)
    expect(records.unchanged).toBeGreaterThan(0)
    expect(records.in + records.unchanged).toBe(20_000)
    expect(sums[0].total + sums[0].unchanged).toBe(20_000 * 250)
  })

  test('a report on the terminal is short, the one in a file is whole', async () => {
    const directory = orderd.freshDirectory()
    mkdirSync(dirname(directory), { recursive: true })
    const file = join(dirname(directory), 'many.csv')
    const report = join(dirname(directory), 'report.json')
    const rows = Array.from({ length: 50 }, (_, i) => `${i},EUR,Cup,1,much`)
    writeFileSync(file, ['external_id,currency,title,quantity,unit_price', ...rows].join('\n'))
    const command = ['import', 'orders', file, '--data-dir', directory, '--report', report]
    const { code, stdout } = await orderd.run(command)
    expect(code).toBe(1)
    expect(stdout).toContain('and 30 more')
    expect(JSON.parse(readFileSync(report, 'utf8')).refused).toHaveLength(50)
  })

  test('a file or a map that is not there or not right is told in a sentence', async () => {
    const on = ['--data-dir', orderd.freshDirectory()]
    const missing = await orderd.run(['import', 'orders', '/nowhere.csv', ...on])
    expect(missing.code).toBe(1)
    expect(missing.stderr).toMatch(/^orderd: ENOENT.*nowhere\.csv'\n$/)
    const ending = await orderd.run(['import', 'orders', MAP, ...on])
    expect(ending.code).toBe(2)
    expect(ending.stderr).toContain('--format')
    const noMap = await orderd.run(['import', 'orders', FILE, '--map', FILE, ...on])
    expect(noMap.code).toBe(1)
    expect(noMap.stderr).toContain('map: is not JSON')
    const otherMap = join(fixtures, 'maps/northwind-orders.map.json')
    const other = await orderd.run(['import', 'orders', FILE, '--map', otherMap, ...on])
    expect(other.stderr).toContain('The file has no column orderID')
  })
})
