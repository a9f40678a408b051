// The list of orders by what stands in tables of its own (skus, tags), by where orders came from and by
// ranges: whatever way an index finds a page, it is the page that the filter says. Page by page, in both
// directions, against the whole list sifted by hand.

import { beforeEach, expect, test } from 'bun:test'
import { parseFilter } from '#modules/orders/params.ts'
import { sortColumns } from '#modules/orders/store/filter.ts'
import { guidedTail } from '#modules/orders/store/guided-list.ts'
import { createAdmin, createEditor, type Person, type TestApp, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

interface Listed {
  id: string
  status: string
  total: number
  email: string
  tags: string[]
  source: string
  external_source: string | null
  external_id: string | null
  placed_at: string
  lines: { sku: string | null }[]
}

const SKUS = ['TEA', 'CUP', 'POT']

eachDatabase(({ open }) => {
  let shop: TestApp
  let editor: Person

  beforeEach(async () => {
    shop = await testApp(await open())
    const { token } = await createAdmin(shop)
    editor = await createEditor(shop)
    for (const [i, sku] of SKUS.entries()) {
      const product = { sku, title: `A ${sku}`, price: 100 * (i + 1), on_hand: 1_000 }
      await shop.api.post('/products', product, { as: token })
    }
    for (let i = 0; i < 24; i++) await place(i)
  })

  /** Each third order has a sku twice, each fourth a tag, each fifth came from elsewhere. */
  async function place(i: number): Promise<void> {
    const skus = [SKUS[i % 3], ...(i % 3 === 0 ? [SKUS[i % 3], 'CUP'] : [])]
    const order = {
      email: `p${i % 4}@example.com`,
      lines: skus.map((sku) => ({ sku, quantity: 1 + (i % 5) })),
      tags: [...(i % 4 === 0 ? ['gift'] : []), ...(i % 6 === 0 ? ['vip'] : [])],
      ...(i % 5 === 0 ? { external_source: 'ebay', external_id: `E-${i}` } : {}),
    }
    const { body } = await shop.api.post('/orders', order, { as: editor.token })
    if (i % 7 === 0) await shop.api.post(`/orders/${body.id}/cancel`, {}, { as: editor.token })
    shop.clock.advance(1_000)
  }

  async function list(query: string, limit: number): Promise<Listed[]> {
    const found: Listed[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path: string = `/orders?limit=${limit}&${query}${cursor ? `&cursor=${cursor}` : ''}`
      const { status, body } = await shop.api.get(path, { as: editor.token })
      expect(status).toBe(200)
      expect(body.items.length).toBeLessThanOrEqual(limit)
      found.push(...body.items)
      cursor = body.next_cursor
    }
    return found
  }

  const has = (sku: string) => (order: Listed) => order.lines.some((line) => line.sku === sku)
  const tagged = (tag: string) => (order: Listed) => order.tags.includes(tag)

  test('a page holds each order once and goes on where it ended, whatever it is found by', async () => {
    const all = await list('', 200)
    expect(all).toHaveLength(24)
    const middle = all[12]?.placed_at ?? ''
    const [first = '', last = ''] = [all.at(-1)?.placed_at, all[0]?.placed_at]
    const cases: [query: string, isIn: (order: Listed) => boolean][] = [
      ['sku=TEA', has('TEA')],
      ['sku=TEA,CUP', (o) => has('TEA')(o) || has('CUP')(o)],
      ['sku=NONE', () => false],
      ['tag=gift', tagged('gift')],
      ['tag=gift,vip', (o) => tagged('gift')(o) || tagged('vip')(o)],
      ['tag=gift&sku=CUP', (o) => tagged('gift')(o) && has('CUP')(o)],
      ['sku=TEA&status=cancelled', (o) => has('TEA')(o) && o.status === 'cancelled'],
      ['sku=TEA&email=p0@example.com', (o) => has('TEA')(o) && o.email === 'p0@example.com'],
      ['sku=TEA&source=ebay', (o) => has('TEA')(o) && o.external_source === 'ebay'],
      ['source=ebay', (o) => o.external_source === 'ebay'],
      ['source=api', (o) => o.source === 'api'],
      ['source=dashboard,ebay', (o) => o.external_source === 'ebay'],
      ['source=dashboard', () => false],
      ['external_id=E-5,E-10', (o) => ['E-5', 'E-10'].includes(o.external_id ?? '')],
      ['total_min=600', (o) => o.total >= 600],
      ['total_min=300&total_max=600', (o) => o.total >= 300 && o.total <= 600],
      [`placed_from=${middle}`, (o) => o.placed_at >= middle],
      [`placed_to=${middle}&sku=CUP`, (o) => o.placed_at <= middle && has('CUP')(o)],
      [`placed_from=${middle}&placed_to=${last}`, (o) => o.placed_at >= middle],
      [
        `placed_from=${first}&placed_to=${middle}&status=cancelled`,
        (o) => o.placed_at <= middle && o.status === 'cancelled',
      ],
      ['return_status=none', () => true],
      ['return_status=requested', () => false],
      ['on_hold=false&attention=false', () => true],
      ['status=pending,cancelled', (o) => ['pending', 'cancelled'].includes(o.status)],
      ['status=pending,cancelled&sku=TEA,POT', (o) => has('TEA')(o) || has('POT')(o)],
      [`placed_to=${middle}&status=pending,cancelled`, (o) => o.placed_at <= middle],
      [
        `placed_to=${middle}&status=cancelled`,
        (o) => o.placed_at <= middle && o.status === 'cancelled',
      ],
      ['status=cancelled&tag=gift', (o) => o.status === 'cancelled' && tagged('gift')(o)],
      ['source=ebay&total_min=300', (o) => o.external_source === 'ebay' && o.total >= 300],
    ]
    for (const [query, isIn] of cases) {
      const ids = all.filter(isIn).map(({ id }) => id)
      const found = async (sort: string) =>
        (await list(`${query}&sort=${sort}`, 3)).map(({ id }) => id)
      expect([query, await found('-created_at')]).toEqual([query, ids])
      expect([query, await found('created_at')]).toEqual([query, ids.toReversed()])
      expect([query, await found('-placed_at')]).toEqual([query, ids])
      const byTotal = all.filter(isIn).sort((a, b) => a.total - b.total)
      const totals = (await list(`${query}&sort=total`, 3)).map(({ total }) => total)
      expect([query, totals]).toEqual([query, byTotal.map(({ total }) => total)])
      expect([query, (await found('-total')).toSorted()]).toEqual([query, ids.toSorted()])
      for (const sort of ['-created_at', 'created_at', '-placed_at', 'total', '-number']) {
        expect([query, sort, await walked(query, sort)]).toEqual([query, sort, await found(sort)])
      }
    }
  })

  /** The list as it is found where many orders match each part of the filter. */
  async function walked(query: string, sort: string): Promise<string[]> {
    const asked = Object.fromEntries(new URLSearchParams(query))
    const filter = await parseFilter(asked, async () => 'UTC')
    const ids: string[] = []
    for (let after: number[] | null = null; ; ) {
      const { tail, params } = guidedTail(filter, { sort, after, limit: 3 }, null, null)
      const found: Record<string, string | number>[] = await shop.db.read.all(
        `SELECT id, created_at, sort_at, total, number_seq, n FROM orders ${tail}`,
        params,
      )
      ids.push(...found.map(({ id }) => String(id)))
      const last = found.at(-1)
      if (found.length < 3 || last === undefined) return ids
      after = sortColumns(sort).map((column) => Number(last[column]))
    }
  }

  test('an order with a time of creation after that of placing is found by the latter', async () => {
    const { body } = await shop.api.get('/orders?limit=1&status=pending', { as: editor.token })
    const [order] = body.items
    const image = {
      ...order,
      id: undefined,
      number: undefined,
      external_source: 'old shop',
      external_id: 'B-1',
      created_at: '2026-11-20T10:00:00.000Z',
      placed_at: '2026-11-10T10:00:00.000Z',
    }
    const answer = await shop.api.send('POST', '/orders/import', {
      as: editor.token,
      headers: { 'content-type': 'application/x-ndjson' },
      body: JSON.stringify(image),
    })
    expect([answer.status, answer.body.rows?.refused]).toEqual([200, 0])
    for (const more of ['', '&status=pending,cancelled', '&status=pending']) {
      const day = `placed_from=2026-11-09&placed_to=2026-11-11${more}`
      expect(await walked(day, '-created_at')).toHaveLength(1)
      expect(await walked(day, '-total')).toHaveLength(1)
      const placed = await list(`placed_from=2026-11-09&placed_to=2026-11-11${more}`, 5)
      expect(placed.map((one) => one.external_id)).toEqual(['B-1'])
      expect(await list(`placed_from=2026-11-19&placed_to=2026-11-21${more}`, 5)).toEqual([])
      const year = await list(`placed_from=2025-12-01&placed_to=2026-11-11${more}`, 5)
      expect(year.map((one) => one.external_id)).toContain('B-1')
      expect(await list(`placed_from=2025-12-01&placed_to=2026-11-09${more}`, 5)).toEqual([])
    }
  })

  test('what an order is found by moves with it', async () => {
    const [newest, second] = await list('', 2)
    const id = newest?.id ?? ''
    await shop.api.patch(`/orders/${id}`, { tags: ['new'] }, { as: editor.token })
    expect((await list('tag=new', 5)).map((one) => one.id)).toEqual([id])
    await shop.api.patch(`/orders/${id}`, { tags: [] }, { as: editor.token })
    await shop.api.patch(`/orders/${second?.id}`, { tags: ['new'] }, { as: editor.token })
    expect((await list('tag=new', 5)).map((one) => one.id)).toEqual([second?.id ?? ''])
  })

  test('movements are listed newest first, all or those of a sku or an order', async () => {
    const movements = async (query: string) => {
      const found: { id: string; sku: string; order_id: string | null }[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const path: string = `/stock/movements?limit=7&${query}${cursor ? `&cursor=${cursor}` : ''}`
        const { body } = await shop.api.get(path, { as: editor.token })
        found.push(...body.items)
        cursor = body.next_cursor
      }
      return found
    }
    const all = await movements('')
    const ids = all.map(({ id }) => id)
    expect(ids).toEqual(ids.toSorted().reverse())
    expect(await movements('sku=TEA')).toEqual(all.filter(({ sku }) => sku === 'TEA'))
    const order = all.find(({ order_id }) => order_id !== null)?.order_id
    expect(await movements(`order_id=${order}`)).toEqual(all.filter((m) => m.order_id === order))
  })
})
