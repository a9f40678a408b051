// A registration says a name, an e-mail and a password, and nothing else: no field, no race and no spelling
// makes an admin or a second account.

import { expect, test } from 'bun:test'
import { createAdmin, signIn, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { keptAnswers, loggedEvents } from '../helpers/logged-events.ts'

const jane = { name: 'Jane Doe', email: 'jane@example.com', password: 'securepassword' }

eachDatabase((database) => {
  if (database.name !== 'sqlite') return

  test.each([
    ['is_admin', { is_admin: true }],
    ['role', { role: 'admin' }],
    ['id', { id: 1 }],
    ['disabled', { disabled: false }],
    ['__proto__', JSON.parse('{"__proto__": {"role": "admin"}}')],
  ])('%s is not for the registrant to say', async (path, extra) => {
    const { api } = await testApp(await database.open())
    const body = `${JSON.stringify(jane).slice(0, -1)},${JSON.stringify(extra).slice(1)}`
    const { status, body: problem } = await api.send('POST', '/users', {
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(status).toBe(422)
    expect(problem.errors).toEqual([{ path, message: 'Unexpected property' }])
  })

  test('every wrong field is named at once', async () => {
    const { api } = await testApp(await database.open())
    const { body } = await api.post('/users', { name: ' ', email: 'nobody', password: 'short' })
    expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      'email',
      'name',
      'password',
    ])
  })

  test.each([
    ['blanks', ' \u00a0\u2003'],
    ['zero-width characters', '\u200b\u200d\u2060\ufeff'],
    ['fillers', '\u3164\u115f\u2800'],
    ['a name that turns what follows it', 'Jane \u202egnidlob'],
    ['an isolate', '\u2066Jane\u2069'],
    ['a mark of direction', 'Jane\u200f'],
  ])('%s is no name', async (_, name) => {
    const app = await testApp(await database.open())
    const { token } = await createAdmin(app)
    const answers = [
      await app.api.post('/users', { ...jane, name }),
      await app.api.patch('/users/me', { name }, { as: token }),
      await app.api.post('/api-keys', { name, scopes: ['orders:read'] }, { as: token }),
      await app.api.post('/customers', { name }, { as: token }),
      await app.api.post('/locations', { name }, { as: token }),
      await app.api.post('/views', { name }, { as: token }),
    ]
    for (const { status, body } of answers) {
      expect([status, body.errors?.[0]?.path]).toEqual([422, 'name'])
    }
    const shop = await app.api.patch('/settings', { shop_name: name }, { as: token })
    expect([shop.status, shop.body.errors?.[0]?.path]).toEqual([422, 'shop_name'])
  })

  test.each([
    ['of another script', 'ياسمين حداد'],
    ['with joiners in it', 'می\u200cخواهم'],
    ['of one letter', 'X'],
    ['of a symbol', '🙂'],
  ])('a name %s is taken as it is', async (_, name) => {
    const { api } = await testApp(await database.open())
    const { status, body } = await api.post('/users', { ...jane, name })
    expect([status, body.name]).toEqual([201, name])
  })

  test.each([
    ['too short', 'seven77'],
    ['too long', 'x'.repeat(257)],
    ['the e-mail', 'Jane@Example.com'],
    ['its local part', 'JANEJANE'],
    ['a common one', 'Password123'],
    ['with NUL', 'secure\0password'],
    ['with half a surrogate pair', 'secure\ud800password'],
  ])('a password that is %s is refused', async (_, password) => {
    const { api } = await testApp(await database.open())
    const email = password === 'JANEJANE' ? 'janejane@example.com' : jane.email
    const { status, body } = await api.post('/users', { ...jane, email, password })
    expect([status, body.errors?.[0]?.path]).toEqual([422, 'password'])
  })

  test.each([
    ['256 characters of any script', '🔑'.repeat(256)],
    ['with spaces', ' a b c d '],
    ['containing the e-mail', 'jane@example.com!'],
  ])('a password that is %s is taken whole', async (_, password) => {
    const app = await testApp(await database.open())
    expect((await app.api.post('/users', { ...jane, password })).status).toBe(201)
    await signIn(app, jane.email, password)
    const shorter = { email: jane.email, password: password.slice(0, -2) }
    expect((await app.api.post('/users/login', shorter)).status).toBe(401)
  })

  test('neither log nor answer ever holds a password, a token or a hash', async () => {
    const app = await testApp(await database.open())
    const canary = 'canary-6Xq-password'
    const { email } = jane
    const { body: person } = await app.api.post('/users', { ...jane, password: canary })
    const { token, refresh } = await signIn(app, email, canary)
    await app.api.post('/users/login', { email, password: `${canary}-wrong` })
    await app.api.send('POST', '/users/login', { body: `{"password":"${canary}"` })
    await app.api.get('/users/me', { as: `${token}x` })
    await createAdmin(app)
    const { password_hash: hash } = (await app.db.read.get<{ password_hash: string }>(
      'SELECT password_hash FROM users WHERE id = $1',
      [person.id],
    ))!
    expect(app.logged.length).toBeGreaterThan(4)
    const all = app.logged.join('')
    for (const secret of [canary, token, refresh, hash]) {
      expect(all).not.toContain(secret)
    }
    const stored = JSON.stringify([
      await app.db.read.all('SELECT hash FROM refresh_tokens ORDER BY hash LIMIT 99'),
      await loggedEvents(app.db.read),
      await keptAnswers(app.db.read),
    ])
    for (const secret of [canary, token, refresh]) {
      expect(stored).not.toContain(secret)
    }
  })
})
