// orderd export as a person runs it: to a file, to standard output, beside a running server.

import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { eachOrderd } from '../helpers/process.ts'

const fixtures = join(import.meta.dir, '../fixtures')
const FILE = join(fixtures, 'imports/retail.csv')
const MAP = join(fixtures, 'maps/retail-day.map.json')

eachOrderd((orderd) => {
  async function shopWithOrders(): Promise<{ on: string[]; fileNamed: (name: string) => string }> {
    const directory = orderd.freshDirectory()
    mkdirSync(dirname(directory), { recursive: true })
    const on = ['--data-dir', directory]
    await orderd.run(['import', 'orders', FILE, '--map', MAP, ...on])
    return { on, fileNamed: (name) => join(dirname(directory), name) }
  }

  test('to a file by its ending, narrowed as the list is, and to standard output', async () => {
    const { on, fileNamed } = await shopWithOrders()
    const all = fileNamed('all.ndjson')
    expect(await orderd.run(['export', 'orders', all, ...on])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    })
    const orders = readFileSync(all, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(orders).toHaveLength(4)
    expect(existsSync(`${all}.part`)).toBe(false)
    const number = orders[0].number
    const one = ['export', 'orders', '-', '--format', 'csv', '--filter', `number=${number}`]
    const { code, stdout } = await orderd.run([...one, ...on])
    expect(code).toBe(0)
    const ids = orders.map((order) => order.external_id)
    expect(ids.filter((id) => stdout.includes(id))).toEqual([ids[0]])
  })

  test('a filter or a format that there is none of leaves no file behind', async () => {
    const { on, fileNamed } = await shopWithOrders()
    const file = fileNamed('some.csv')
    const wrong = await orderd.run(['export', 'orders', file, '--filter', 'colour=red', ...on])
    expect([wrong.code, existsSync(file), existsSync(`${file}.part`)]).toEqual([1, false, false])
    expect(wrong.stderr).toContain('colour')
    const nameless = await orderd.run(['export', 'orders', fileNamed('some.xlsx'), ...on])
    expect([nameless.code, nameless.stderr]).toEqual([2, expect.stringContaining('--format')])
  })

  test('a date that does not exist is refused in a sentence', async () => {
    const { on } = await shopWithOrders()
    const args = ['export', 'orders', '-', '--format', 'ndjson', '--filter', 'placed_to=2026-02-30']
    const { code, stdout, stderr } = await orderd.run([...args, ...on])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('query.placed_to: Expected a date that exists, such as 2026-11-22')
  })

  test('beside a running server it asks that', async () => {
    const server = await orderd.serve(['--demo'])
    const on = ['--data-dir', server.directory]
    const { code, stdout } = await orderd.run([
      ...['export', 'orders', '-', '--format', 'ndjson', '--filter', 'limit=1', ...on],
    ])
    expect([code, stdout]).toEqual([1, ''])
    const all = await orderd.run(['export', 'orders', '-', '--format', 'ndjson', ...on])
    expect(all.code).toBe(0)
    expect(JSON.parse(all.stdout.split('\n', 1)[0] ?? '')).toHaveProperty('tracking_token')
  })
})
