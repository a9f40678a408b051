import { describe, expect, test } from 'bun:test'
import { ensureFirstAdmin } from '#modules/users/first-admin.ts'
import { registerUser, signIn, type TestApp, testApp, testConfig } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

const person = { name: 'Ann Admin', email: 'ann@example.com', password: 'a fine password' }
const configured = {
  ORDERD_ADMIN_EMAIL: 'Boss@Example.com',
  ORDERD_ADMIN_PASSWORD: 'the first one',
}

const start = ({ db, execute }: TestApp, env: Record<string, string> = {}) =>
  ensureFirstAdmin({ db, execute, config: testConfig(env) })

eachDatabase((database) => {
  const open = async () => testApp(await database.open())

  describe('the configured admin', () => {
    test('is user 1 of an empty database, and needs no link', async () => {
      const app = await open()
      expect(await start(app, configured)).toBeNull()
      const { token } = await signIn(app, 'boss@example.com', 'the first one')
      expect((await app.api.get('/users/me', { as: token })).body).toMatchObject({
        id: 1,
        email: 'boss@example.com',
        is_admin: true,
      })
    })

    test('is left alone by a later start, whatever the password is then', async () => {
      const app = await open()
      await start(app, configured)
      await start(app, { ...configured, ORDERD_ADMIN_PASSWORD: 'another one' })
      await signIn(app, 'boss@example.com', 'the first one')
      expect(await app.db.read.all('SELECT id FROM users ORDER BY id LIMIT 9')).toHaveLength(1)
    })

    test('is nobody who is there already', async () => {
      const app = await open()
      const { id } = await registerUser(app, { email: 'boss@example.com' })
      expect(await start(app, configured)).toBeString()
      expect(await app.db.read.get('SELECT role FROM users WHERE id = $1', [id])).toEqual({
        role: 'user',
      })
    })
  })

  describe('the one-time link', () => {
    test('makes one admin, once', async () => {
      const app = await open()
      const token = await start(app)
      const made = await app.api.post('/users/setup', { token, ...person })
      expect(made.status).toBe(201)
      expect(made.body).toMatchObject({ id: 1, role: 'admin', is_admin: true })
      const again = await app.api.post('/users/setup', {
        token,
        ...person,
        email: 'bea@example.com',
      })
      expect([again.status, again.body.code]).toEqual([401, 'invalid_token'])
      expect(await start(app)).toBeNull()
      await signIn(app, person.email, person.password)
    })

    test('makes one admin of ten who try at once', async () => {
      const app = await open()
      const token = await start(app)
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          app.api.post('/users/setup', { token, ...person, email: `${i}@example.com` }),
        ),
      )
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(9)
    })

    test('is good for a day, and a new one takes its place', async () => {
      const app = await open()
      const first = await start(app)
      const second = await start(app)
      const use = async (token: string | null) =>
        (await app.api.post('/users/setup', { token, ...person })).status
      expect(await use(first)).toBe(401)
      app.clock.advance(24 * 60 * 60_000)
      expect(await use(second)).toBe(401)
      expect(await use(await start(app))).toBe(201)
    })

    test('survives a refused attempt', async () => {
      const app = await open()
      const token = await start(app)
      const short = await app.api.post('/users/setup', { token, ...person, password: '12345678' })
      expect(short.status).toBe(422)
      await registerUser(app, { email: person.email })
      expect((await app.api.post('/users/setup', { token, ...person })).status).toBe(409)
      const other = { ...person, email: 'bea@example.com' }
      expect((await app.api.post('/users/setup', { token, ...other })).status).toBe(201)
    })

    test('is kept as a digest alone', async () => {
      const app = await open()
      const token = await start(app)
      const rows = await app.db.read.all('SELECT hash FROM setup_links ORDER BY hash LIMIT 9')
      expect(JSON.stringify(rows)).not.toContain(token!)
      expect(app.logged.join('')).not.toContain(token!)
    })
  })
})
