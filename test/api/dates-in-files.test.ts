// Dates in files are days, too: in the zone of the map, else in that of the shop.

import { expect, test } from 'bun:test'
import { type Answered, createAdmin, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

interface Taken {
  placed_at: string
  payments: { created_at: string; expires_at: string | null }[]
}

eachDatabase(({ open }) => {
  async function shopIn(timezone: string) {
    const shop = await testApp(await open())
    const { token: as } = await createAdmin(shop)
    const settings = (timezone: string) => shop.api.patch('/settings', { timezone }, { as })
    await settings(timezone)
    const take = (body: string, type: string, map?: object): Promise<Answered> => {
      const query = map === undefined ? '' : `?map=${encodeURIComponent(JSON.stringify(map))}`
      const headers = { 'content-type': type }
      return shop.api.send('POST', `/orders/import${query}`, { as, headers, body })
    }
    return {
      settings,
      csv: (body: string, map?: object) => take(body, 'text/csv', map),
      ndjson: (line: object) => take(JSON.stringify(line), 'application/x-ndjson'),
      async orders(): Promise<Taken[]> {
        return (await shop.api.get('/orders?sort=number', { as })).body.items
      },
    }
  }

  const rows = (...dates: string[]): string =>
    ['external_id,placed_at,currency,title,quantity,unit_price']
      .concat(dates.map((date, i) => `X${i},${date},EUR,A thing,1,10.00`))
      .join('\n')

  const MAP = {
    currency: 'EUR',
    order: { external_id: 'external_id', placed_at: 'placed_at' },
    line: { title: 'title', quantity: 'quantity', unit_price: 'unit_price' },
  }

  test('a row of a foreign file begins its day in the zone of the map, else of the shop', async () => {
    const { csv, orders } = await shopIn('America/Santiago')
    expect((await csv(rows('2026-09-06'))).body.refused).toEqual([])
    expect((await orders())[0]?.placed_at).toBe('2026-09-06T04:00:00.000Z')
    const map = { ...MAP, source: 'other', timezone: 'Asia/Tokyo', date_format: 'D.M.YYYY' }
    expect((await csv(rows('6.9.2026'), map)).body.refused).toEqual([])
    expect((await orders())[1]?.placed_at).toBe('2026-09-05T15:00:00.000Z')
  })

  /** An order as an export has it, with days where times stand. */
  const image = (number: string, day: string) => ({
    number,
    status: 'confirmed',
    currency: 'EUR',
    exponent: 2,
    prices_include_tax: false,
    placed_at: day,
    created_at: day,
    lines: [
      {
        ...{ id: 'l', position: 1, kind: 'custom', sku: null, title: 'A thing', attributes: {} },
        ...{ unit_price: 1000, quantity: 1, tax_rate_ppm: 0, requires_shipping: true },
      },
    ],
    ...{ shipping: [], fees: [], discounts: [] },
    payments: [
      {
        ...{ id: 'p', provider: 'psp', method: null, created_at: day, expires_at: day },
        transactions: [
          {
            ...{ id: 't', kind: 'authorize', amount: 1000, status: 'success', reason: null },
            ...{ created_at: day, resolved_at: day },
          },
        ],
      },
    ],
  })

  test('an order that a file brings whole expires at the end of its day, and all else begins it', async () => {
    const { ndjson, orders } = await shopIn('Europe/Berlin')
    expect((await ndjson(image('1', '2026-10-25'))).body.refused).toEqual([])
    const times = (await orders()).map(({ placed_at, payments: [payment] }) => [
      placed_at,
      payment?.created_at,
      payment?.expires_at,
    ])
    const berlin = '2026-10-24T22:00:00.000Z'
    expect(times).toEqual([[berlin, berlin, '2026-10-25T23:00:00.000Z']])
  })

  test('what is no day there is refused with the row, and an unknown zone with its path', async () => {
    const { csv, ndjson, settings, orders } = await shopIn('Pacific/Apia')
    const dates = [
      '2011-12-30',
      '2026-02-30',
      '2026-13-01',
      '2026-02-28 24:00',
      '2026-02-28 10:00+25:00',
    ]
    const { body } = await csv(rows(...dates))
    expect(body.refused.map(({ reason }: { reason: string }) => reason)).toEqual(
      dates.map((date) => `placed_at is not a time: "${date}"`),
    )
    const whole = await ndjson(image('1', '2011-12-30'))
    expect(whole.body.refused).toMatchObject([{ reason: 'there is no 2011-12-30 in Pacific/Apia' }])
    const never = await ndjson(image('2', '2026-02-30'))
    expect(never.body.refused[0].reason).toStartWith('placed_at: Expected a date that')
    expect(await orders()).toEqual([])
    const unknown = await csv(rows('2026-02-28'), { ...MAP, timezone: 'Mars/Olympus' })
    expect([unknown.status, unknown.body.errors]).toMatchObject([422, [{ path: 'map.timezone' }]])
    const { status, body: refused } = await settings('Mars/Olympus')
    expect([status, refused.errors]).toMatchObject([422, [{ path: 'timezone' }]])
  })
})
