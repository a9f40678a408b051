import { expect, test } from 'bun:test'
import { createEditor, registerUser, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { eventsOf } from '../helpers/logged-events.ts'

const JANE = { name: 'Jane Doe', email: 'Jane@Example.com', phone: '+49 30 1234' }

eachDatabase((database) => {
  test('staff add a customer, read and change them', async () => {
    const app = await testApp(await database.open())
    const as = { as: (await createEditor(app)).token }
    const address = { name: 'Jane Doe', line1: 'Main St 1', city: 'Berlin', country: 'DE' }
    const made = await app.api.post('/customers', { ...JANE, addresses: [address] }, as)
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: expect.stringMatching(/^cus_/),
      user_id: null,
      ...JANE,
      email: 'jane@example.com',
      vat_id: null,
      tax_status: 'taxable',
      addresses: [address],
      note: null,
      tags: [],
      metadata: {},
      external_source: null,
      external_id: null,
      version: 1,
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: '2026-11-22T12:00:00.000Z',
    })
    expect(made.headers.get('location')).toBe(`/customers/${made.body.id}`)
    const path = `/customers/${made.body.id}`
    const patched = await app.api.patch(path, { note: 'VIP\nreally', email: null }, as)
    expect(patched.body).toMatchObject({ note: 'VIP\nreally', email: null, version: 2 })
    const stale = await app.api.patch(
      path,
      { note: 'x' },
      { ...as, headers: { 'if-match': '"1"' } },
    )
    expect(stale.status).toBe(412)
    const read = await app.api.get(path, as)
    expect([read.body, read.headers.get('etag')]).toEqual([patched.body, '"2"'])
    const events = (await eventsOf(app.db.read, 'customer')).filter(
      (e) => e.customer.id === made.body.id,
    )
    expect(events.map((e) => e.type)).toEqual(['customer.created', 'customer.updated'])
    expect(events[1]!.change).toEqual({
      note: [null, 'VIP\nreally'],
      email: ['jane@example.com', null],
    })
  })

  test('customers are found by e-mail in any case and by beginnings of words', async () => {
    const app = await testApp(await database.open())
    const as = { as: (await createEditor(app, { name: 'Ed', email: 'ed@shop.test' })).token }
    await app.api.post('/customers', JANE, as)
    await app.api.post('/customers', { name: 'Zoë Šmíd', email: 'jane@example.com' }, as)
    const names = async (query: string) =>
      (await app.api.get(`/customers?${query}`, as)).body.items.map((c: { name: string }) => c.name)
    expect(await names('email=JANE@example.com')).toEqual(['Zoë Šmíd', 'Jane Doe'])
    expect(await names('q=smid')).toEqual(['Zoë Šmíd'])
    expect(await names('q=jane+do')).toEqual(['Jane Doe'])
    expect(await names('q=1234')).toEqual(['Jane Doe'])
    expect(await names('q=%25')).toEqual([])
  })

  test('an external id names one customer', async () => {
    const app = await testApp(await database.open())
    const as = { as: (await createEditor(app)).token }
    const external = { external_source: 'erp', external_id: '17' }
    expect((await app.api.post('/customers', { ...JANE, ...external }, as)).status).toBe(201)
    const again = await app.api.post('/customers', { ...JANE, ...external }, as)
    expect([again.status, again.body.code]).toEqual([409, 'duplicate_external_id'])
    const half = await app.api.post('/customers', { ...JANE, external_id: '18' }, as)
    expect([half.status, half.body.errors[0].path]).toEqual([422, 'external_source'])
    for (const body of [{}, { note: 'nobody' }, { name: '' }, { email: 'x' }, { is_admin: true }]) {
      const { status } = await app.api.post('/customers', body, as)
      expect({ body, status }).toEqual({ body, status: 422 })
    }
  })

  test('a customer reads no customers, not even themselves by id', async () => {
    const app = await testApp(await database.open())
    const as = { as: (await registerUser(app)).token }
    for (const path of ['/customers', '/customers/cus_00000000000000000000000001']) {
      expect((await app.api.get(path, as)).status).toBe(403)
      expect((await app.api.get(path)).status).toBe(401)
    }
    expect((await app.api.post('/customers', JANE, as)).status).toBe(403)
  })
})
