import { expect, test } from 'bun:test'
import { createAdmin, createEditor, registerUser, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { eventsOf } from '../helpers/logged-events.ts'

const DEFAULTS = {
  currency: 'EUR',
  exponent: 2,
  prices_include_tax: false,
  tax_rounding: 'line',
  tax_rates: [],
  hold_time: '15m',
  auto_confirm: false,
  auto_complete: true,
  require_address: false,
  number_prefix: '',
  number_start: 1001,
  gapless_numbers: true,
  timezone: 'UTC',
  shop_name: '',
}

eachDatabase((database) => {
  test('an admin reads the defaults and changes some of them', async () => {
    const app = await testApp(await database.open())
    const { token } = await createAdmin(app)
    expect((await app.api.get('/settings', { as: token })).body).toEqual(DEFAULTS)
    const patch = { currency: 'JPY', hold_time: '90s', timezone: 'Asia/Tokyo', number_start: 7 }
    const patched = await app.api.patch('/settings', patch, { as: token })
    expect(patched.status).toBe(200)
    expect(patched.body).toEqual({ ...DEFAULTS, ...patch, exponent: 0 })
    expect((await app.api.get('/settings', { as: token })).body).toEqual({
      ...DEFAULTS,
      ...patch,
      exponent: 0,
    })
  })

  test('a change is told with before and after, the same values again are not', async () => {
    const app = await testApp(await database.open())
    const { token } = await createAdmin(app)
    await app.api.patch('/settings', { shop_name: 'Mugs' }, { as: token })
    await app.api.patch('/settings', { shop_name: 'Mugs' }, { as: token })
    const logged = await eventsOf(app.db.read, 'settings')
    expect(logged).toHaveLength(1)
    expect(logged[0]).toMatchObject({
      settings: { ...DEFAULTS, shop_name: 'Mugs' },
      change: { shop_name: ['', 'Mugs'] },
    })
  })

  test('what is wrong is told all at once, and nothing is changed', async () => {
    const app = await testApp(await database.open())
    const { token } = await createAdmin(app)
    const refused = await app.api.patch(
      '/settings',
      { currency: 'ZZZ', timezone: 'Mars/Olympus', hold_time: 'soon', auto_confirm: true },
      { as: token },
    )
    expect(refused.status).toBe(422)
    expect(refused.body.errors.map((e: { path: string }) => e.path).sort()).toEqual([
      'currency',
      'hold_time',
      'timezone',
    ])
    for (const patch of [
      { number_start: 0 },
      { number_start: 1.5 },
      { number_start: '7' },
      { currency: 'eur' },
      { currency: 'XXX' },
      { timezone: '+01:00' },
      { hold_time: '0s' },
      { hold_time: 900 },
      { tax_rounding: 'none' },
      { shop_name: 'a\u0000b' },
      { hold_ms: 5 },
    ]) {
      const { status } = await app.api.patch('/settings', patch, { as: token })
      expect({ patch, status }).toEqual({ patch, status: 422 })
    }
    expect((await app.api.get('/settings', { as: token })).body).toEqual(DEFAULTS)
  })

  test('only an admin may', async () => {
    const app = await testApp(await database.open())
    const people = [await createEditor(app), await registerUser(app)]
    for (const { token } of people) {
      const refused = await app.api.get('/settings', { as: token })
      expect(refused.status).toBe(403)
      expect(refused.body.detail).toBe('Admin access required')
      expect((await app.api.patch('/settings', {}, { as: token })).status).toBe(403)
    }
    expect((await app.api.patch('/settings', { nonsense: 1 })).status).toBe(401)
  })

  test('a new shop holds stock for as long as the configuration says, an old one as it was set', async () => {
    const db = await database.open()
    const first = await testApp(db, { env: { ORDERD_HOLD_TTL: '2m' } })
    const { token } = await createAdmin(first)
    expect((await first.api.get('/settings', { as: token })).body.hold_time).toBe('2m')
    const second = await testApp(db, { env: { ORDERD_HOLD_TTL: '9m' } })
    expect((await second.api.get('/settings', { as: token })).body.hold_time).toBe('2m')
  })

  test('parallel changes of different fields all survive', async () => {
    const app = await testApp(await database.open())
    const { token } = await createAdmin(app)
    const patches = [{ shop_name: 'A' }, { number_prefix: 'B' }, { auto_confirm: true }]
    await Promise.all(patches.map((patch) => app.api.patch('/settings', patch, { as: token })))
    expect((await app.api.get('/settings', { as: token })).body).toEqual({
      ...DEFAULTS,
      shop_name: 'A',
      number_prefix: 'B',
      auto_confirm: true,
    })
  })
})
