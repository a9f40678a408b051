// API keys that a restore left inactive: refused with the reason everywhere, until an admin confirms or
// revokes them.

import { expect, test } from 'bun:test'
import { createAdmin, createEditor, type TestApp, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

const REASON = /^This API key is inactive: .*restored from a backup.*admin/

interface Shop extends TestApp {
  as: { as: string }
  made: { id: string; key: string }
}

/** With a key as a restore leaves it that knows of no revocation. */
async function restoredShop(app: TestApp): Promise<Shop> {
  const as = { as: (await createAdmin(app)).token }
  const given = { name: 'ERP', scopes: ['orders:read', 'orders:write'] }
  const made = (await app.api.post('/api-keys', given, as)).body
  await app.db.write((tx) =>
    tx.run(`UPDATE api_keys SET inactive_at = $2, inactive_reason = 'unknown' WHERE id = $1`, [
      made.id,
      app.clock.now(),
    ]),
  )
  return { ...app, as, made }
}

eachDatabase(({ open }) => {
  test('an inactive key is a 401 with its reason, and works from its confirmation on', async () => {
    const { api, as, made, clock } = await restoredShop(await testApp(await open()))
    const path = `/api-keys/${made.id}`
    const key = { as: made.key }
    for (const asked of ['/orders', '/events', '/api-keys']) {
      const refused = await api.get(asked, key)
      expect([refused.status, refused.body.code]).toEqual([401, 'invalid_token'])
      expect(refused.body.detail).toMatch(REASON)
      expect(refused.headers.get('www-authenticate')).toStartWith('Bearer')
    }
    expect((await api.post('/realtime/tickets', {}, key)).status).toBe(401)
    const inactive = (await api.get(path, as)).body
    expect(inactive).toMatchObject({
      inactive_at: new Date(clock.now()).toISOString(),
      inactive_reason: 'unknown',
      last_used_at: null,
    })
    expect((await api.get('/api-keys', as)).body.items).toEqual([inactive])

    const head = (await api.get('/events?after=now', as)).body.head
    const confirmed = await api.post(`${path}/confirm`, {}, as)
    expect([confirmed.status, confirmed.body]).toEqual([
      200,
      { ...inactive, inactive_at: null, inactive_reason: null },
    ])
    expect((await api.get('/orders', key)).status).toBe(200)
    // A second confirmation changes nothing.
    expect((await api.post(`${path}/confirm`, {}, as)).status).toBe(200)
    const { items } = (await api.get(`/events?after=${head}`, as)).body
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      type: 'api_key.confirmed',
      actor: { type: 'user' },
      api_key: { id: made.id, inactive_reason: null },
      change: { inactive_reason: ['unknown', null] },
    })
  })

  test('an inactive key can be renamed and revoked, and a revoked one is not confirmed', async () => {
    const { api, as, made } = await restoredShop(await testApp(await open()))
    const path = `/api-keys/${made.id}`
    const renamed = await api.patch(path, { name: 'Old ERP' }, as)
    expect(renamed.body).toMatchObject({ name: 'Old ERP', inactive_reason: 'unknown' })
    expect((await api.delete(path, as)).status).toBe(204)
    const refused = await api.post(`${path}/confirm`, {}, as)
    expect([refused.status, refused.body.code]).toEqual([409, 'bad_transition'])
    const { status, body } = await api.get('/orders', { as: made.key })
    expect([status, body.detail]).toEqual([401, 'The token is not valid'])
  })

  test('only an admin confirms a key, and no key itself', async () => {
    const { made, ...app } = await restoredShop(await testApp(await open()))
    const editor = await createEditor(app)
    const confirm = (token: string) =>
      app.api.post(`/api-keys/${made.id}/confirm`, {}, { as: token })
    expect((await confirm(editor.token)).status).toBe(403)
    expect((await confirm(made.key)).status).toBe(401)
    expect((await app.api.get('/orders', { as: made.key })).status).toBe(401)
  })
})
