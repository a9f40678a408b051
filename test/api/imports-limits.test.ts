// What a file may be: bytes that are no table are refused early, with the reason, and a file of which nothing can
// be read is not read to its end.

import { expect, test } from 'bun:test'
import type { ImportReport } from '#modules/imports/model.ts'
import { createAdmin, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

const KB = 1024
const MB = 1024 * KB
const CSV = 'text/csv'
const NDJSON = 'application/x-ndjson'
const HEADER = 'sku,title,price\n'

eachDatabase((database) => {
  async function importer(kind: 'orders' | 'products' = 'products') {
    const app = await testApp(await database.open())
    const { token } = await createAdmin(app)
    return async (type: string, body: string, query = '') => {
      const answer = await app.api.send('POST', `/${kind}/import?${query}`, {
        as: token,
        headers: { 'content-type': type },
        body,
      })
      return { ...answer, report: answer.body as ImportReport }
    }
  }

  test('a CSV file whose first 64 KB name no columns is refused', async () => {
    const send = await importer()
    const long = 'x'.repeat(65 * KB)
    for (const file of [long, `sku,${long}\n`, `"sku\n${'\n'.repeat(65 * KB)}`, long.repeat(160)]) {
      const { status, body } = await send(CSV, file)
      expect(status).toBe(422)
      expect(body.detail).toContain('is longer than 65536 bytes')
    }
    const names = Array.from({ length: 997 }, (_, i) => `c${i}`).join(',')
    const cells = ','.repeat(997)
    const widest = await send(CSV, `sku,title,price,${names}\nA,Tea,1${cells}\n`)
    expect(widest.report.rows).toMatchObject({ read: 1, in: 1 })
    const wider = await send(CSV, `sku,title,price,more,${names}\n`)
    expect(wider.status).toBe(422)
    expect(wider.body.detail).toContain('has 1001 columns; 1000 are the most')
  })

  test('a file is read to its first NUL', async () => {
    const send = await importer()
    const utf16 = [...`sku,title,price\nA,Tea,1\n`].join('\0')
    for (const [type, file] of [
      [CSV, '\0'.repeat(MB)],
      [CSV, `PK\x03\x04\0\0`],
      [CSV, utf16],
      [NDJSON, '{"sku":\0}\n'],
    ] as const) {
      const { status, body } = await send(type, file)
      expect(status).toBe(422)
      expect(body.detail).toContain('has a NUL: it is binary, or UTF-16')
    }
    const filler = 'B,Tea,1\n'.repeat(10_000)
    for (const [type, file] of [
      [CSV, `${HEADER}A,Tea,1\n${filler}C,\0,1\nD,Tea,1\n`],
      [NDJSON, `{"sku":"A","price":"1"}\n${' '.repeat(64 * KB)}\n\0{"sku":"D"}\n`],
    ] as const) {
      const { status, report } = await send(type, file)
      expect(status).toBe(200)
      expect(report.complete).toBe(false)
      expect(report.rows.refused).toBe(1)
      expect(report.refused[0]?.reason).toContain('has a NUL')
    }
  })

  test('a line that does not end is refused at 8 MB', async () => {
    const send = await importer()
    const endless = await send(NDJSON, 'x'.repeat(9 * MB))
    expect(endless.report).toMatchObject({ complete: false, rows: { read: 1, refused: 1 } })
    const quoted = await send(CSV, `${HEADER}A,Tea,1\nB,"${'x'.repeat(9 * MB)}`)
    expect(quoted.report).toMatchObject({ complete: false, rows: { read: 2, in: 1, refused: 1 } })
  })

  test('a file ends after 10,000 rows of which none can be read, in a dry run too', async () => {
    const send = await importer()
    for (const query of ['dry_run=true', '']) {
      for (const [type, file] of [
        [CSV, `${HEADER}${',,\n'.repeat(10_500)}A,Tea,1\n`],
        [CSV, `${HEADER}${','.repeat(9)}\n`.padEnd(10_500 * 3, ',\n')],
        [NDJSON, `${'{}\n'.repeat(10_500)}{"sku":"A","price":"1"}\n`],
      ] as const) {
        const { report } = await send(type, file, query)
        expect(report).toMatchObject({ complete: false, rows: { read: 10_001, refused: 10_001 } })
        expect(report.refused.at(-1)?.reason).toContain('after 10000 rows')
      }
    }
    const mixed = await send(CSV, `${HEADER}${`${',,\n'.repeat(6_000)}A,Tea,1\n`.repeat(2)}`)
    expect(mixed.report).toMatchObject({ complete: true, rows: { read: 12_002, refused: 12_000 } })
  })

  test('an order of more than 10,000 lines is refused, and never comes in as two', async () => {
    const send = await importer('orders')
    const map = encodeURIComponent(
      JSON.stringify({
        currency: 'EUR',
        source: 'x',
        order: { external_id: 'id', placed_at: { value: '2025-01-01T10:00:00Z' } },
        line: { sku: 'sku', title: 'sku', quantity: { value: 1 }, unit_price: { value: 1 } },
      }),
    )
    const rows = 'A,TEA\n'.repeat(10_001)
    const { report } = await send(CSV, `id,sku\n${rows}A,TEA\nB,TEA\n`, `map=${map}`)
    expect(report.rows).toMatchObject({ read: 10_003, in: 1, refused: 10_002 })
    expect(report.refused[0]).toMatchObject({ line: 2 })
    expect(report.refused[0]?.reason).toContain('more than 10000 lines')
    const lines = `{"id":"A","lines":[${'{},'.repeat(10_001)}{}]}\n`
    const json = await send(NDJSON, `${lines}{"id":"C","sku":"TEA"}\n`, `map=${map}`)
    expect(json.report.rows).toMatchObject({ read: 2, in: 1, refused: 1 })
    const nested = await send(NDJSON, `{"a":[${'{},'.repeat(100_000)}{}]}\n`, `map=${map}`)
    expect(nested.report.refused[0]?.reason).toContain('more than 100000 objects and lists')
  })
})
