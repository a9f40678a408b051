// What /metrics tells, and whom.

import { expect, test } from 'bun:test'
import { createAdmin, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { readExposition } from '../helpers/exposition.ts'

const AS_PROMETHEUS = 'text/plain;version=0.0.4;q=0.5,*/*;q=0.1'

/** The value of one line of the text, by its name and labels as they stand there. */
const seriesOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

eachDatabase(({ open }) => {
  test('requests, commands, commits, the log and the orders are counted', async () => {
    const app = await testApp(await open())
    const admin = await createAdmin(app)
    await app.api.post(
      '/products',
      { sku: 'TEA', title: 'Tea', price: 450, on_hand: 5 },
      { as: admin.token },
    )
    const order = { email: 'bob@example.com', lines: [{ sku: 'TEA', quantity: 1 }] }
    const headers = { 'idempotency-key': 'once' }
    for (const _ of [1, 2]) await app.api.post('/orders', order, { as: admin.token, headers })
    await app.api.post(
      '/orders',
      { ...order, lines: [{ sku: 'TEA', quantity: 9 }] },
      { as: admin.token },
    )
    await app.api.get('/nowhere/at/all')
    // PostgreSQL numbers events after the commit.
    await app.tail.poll()

    const {
      status,
      text,
      headers: given,
    } = await app.api.get('/metrics', {
      headers: { accept: AS_PROMETHEUS },
    })

    expect(status).toBe(200)
    expect(given.get('content-type')).toStartWith('text/plain; version=0.0.4')
    const requests = 'orderd_http_request_duration_seconds_count'
    expect(seriesOf(text, `${requests}{method="POST",route="/orders",status="201"}`)).toBe(2)
    expect(seriesOf(text, `${requests}{method="POST",route="/orders",status="409"}`)).toBe(1)
    expect(seriesOf(text, `${requests}{method="GET",route="none",status="404"}`)).toBe(1)
    const placed = 'method="POST",route="/orders",status="201"'
    expect(seriesOf(text, `orderd_http_request_duration_seconds_sum{${placed}}`)).toBeGreaterThan(0)
    const families = readExposition(text)
    expect(families.get('orderd_http_request_duration_seconds')?.kind).toBe('histogram')
    expect(families.get('orderd_commands_total')?.kind).toBe('counter')
    expect(families.size).toBeGreaterThan(12)
    const commands = 'orderd_commands_total{command="order.create"'
    expect(seriesOf(text, `${commands},result="done"}`)).toBe(1)
    expect(seriesOf(text, `${commands},result="replayed"}`)).toBe(1)
    expect(seriesOf(text, `${commands},result="refused"}`)).toBe(1)
    expect(seriesOf(text, 'orderd_commits_total')).toBeGreaterThan(2)
    expect(seriesOf(text, 'orderd_log_head')).toBe(app.tail.head)
    expect(seriesOf(text, 'orderd_log_lag')).toBe(0)
    expect(seriesOf(text, 'orderd_sockets')).toBe(0)
    expect(seriesOf(text, 'orderd_webhook_deliveries_waiting')).toBe(0)
    expect(seriesOf(text, 'orderd_orders{status="pending"}')).toBe(1)
    expect(seriesOf(text, 'orderd_orders{status="cancelled"}')).toBe(0)
    expect(seriesOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
    expect(text).not.toContain('nowhere')
  })

  test('with a token set, nobody is told without it, not even from this machine', async () => {
    const app = await testApp(await open(), { env: { ORDERD_METRICS_TOKEN: 'for prometheus' } })
    const admin = await createAdmin(app)
    for (const as of [undefined, 'for prometheu', admin.token]) {
      const { status, body, headers } = await app.api.get('/metrics', { as })
      expect([status, body.code]).toEqual([401, 'not_authenticated'])
      expect(headers.get('www-authenticate')).toBe('Bearer')
    }
    expect((await app.api.get('/metrics', { as: 'for prometheus' })).status).toBe(200)
  })

  test('without a token, who comes through a proxy is somewhere else', async () => {
    const app = await testApp(await open())
    const { status, body } = await app.api.get('/metrics', {
      headers: { 'x-forwarded-for': '127.0.0.1' },
    })
    expect([status, body.code]).toEqual([403, 'forbidden'])
  })

  test('with a port of their own, the figures are on no other without a token', async () => {
    const app = await testApp(await open(), { env: { ORDERD_METRICS_PORT: '9464' } })
    const { status, body } = await app.api.get('/metrics')
    expect([status, body.detail]).toEqual([403, 'The figures are on METRICS_PORT.'])
  })

  test('without a database the process still tells of itself', async () => {
    const app = await testApp(await open())
    await app.db.close()
    const { status, text } = await app.api.get('/metrics')
    expect(status).toBe(200)
    expect(seriesOf(text, 'process_cpu_seconds_total')).toBeGreaterThan(0)
    expect(seriesOf(text, 'orderd_orders{status="pending"}')).toBeUndefined()
    expect(app.logged.join('\n')).toContain('orderd_orders')
  })
})

test('the reader of the format takes no line that breaks a rule of it', () => {
  const head = '# HELP a_total Things.\n# TYPE a_total counter\n'
  expect(readExposition(`${head}a_total{b="c\\"d"} 1\n`).get('a_total')?.samples.size).toBe(1)
  const histogram = '# HELP h H.\n# TYPE h histogram\n'
  const broken = [
    [`${head}a_total 1`, 'no end'],
    ['# TYPE a_total counter\na_total 1\n', 'no HELP'],
    [`${head}a_total 1\na_total 2\n`, 'a series twice'],
    [`${head}a_total{b="1",b="2"} 1\n`, 'a label twice'],
    [`${head}a_total{b="c"d"} 1\n`, 'no sample'],
    [`${head}a_total -1\n`, 'below 0'],
    [`${head}b 1\n`, 'outside its family'],
    [`${head}a_total one\n`, 'no sample'],
    ['# HELP a Things.\n# TYPE a counter\na 1\n', 'without _total'],
    [`${histogram}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`, 'do not rise'],
    [`${histogram}h_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n`, 'do not rise'],
    [`${histogram}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`, 'do not rise'],
  ]
  for (const [text = '', why] of broken) expect(() => readExposition(text)).toThrow(why)
})
