import { describe, expect, test } from 'bun:test'
import { PASSWORD, registerUser, signIn, testApp } from '../helpers/app.ts'
import { enter } from '../helpers/callers.ts'
import { eachDatabase } from '../helpers/databases.ts'

const jane = { name: 'Jane Doe', email: 'jane@example.com', password: 'securepassword' }

eachDatabase((database) => {
  const open = async () => testApp(await database.open())

  describe('registration', () => {
    test('somebody registers, signs in and reads their own account', async () => {
      const { api, db } = await open()
      const registered = await api.post('/users', { ...jane, email: 'Jane@Example.com' })
      expect(registered.status).toBe(201)
      const account = {
        id: 1,
        name: 'Jane Doe',
        email: 'jane@example.com',
        is_admin: false,
        role: 'user',
        created_at: '2026-11-22T12:00:00.000Z',
      }
      expect(registered.body).toEqual(account)
      const form = await api.send('POST', '/users/login', {
        body: new URLSearchParams({
          grant_type: 'password',
          username: 'JANE@example.com',
          password: jane.password,
        }),
      })
      expect(form.status).toBe(200)
      expect(form.body).toEqual({
        access_token: expect.any(String),
        token_type: 'bearer',
        expires_in: 900,
        refresh_token: expect.any(String),
      })
      const me = await api.get('/users/me', { as: form.body.access_token })
      expect(me.body).toEqual(account)
      expect(
        await db.read.all(
          'SELECT user_id, name, email, version FROM customers ORDER BY id LIMIT 9',
        ),
      ).toEqual([{ user_id: 1, name: 'Jane Doe', email: 'jane@example.com', version: 1 }])
      expect(await db.read.all('SELECT type FROM events ORDER BY id LIMIT 9')).toEqual([
        { type: 'user.created' },
        { type: 'customer.created' },
        { type: 'user.signed_in' },
      ])
    })

    test('an e-mail is taken however it is written', async () => {
      const { api } = await open()
      await api.post('/users', jane)
      const again = await api.post('/users', { ...jane, email: 'JANE@EXAMPLE.COM' })
      expect(again.status).toBe(409)
      expect(again.body).toMatchObject({
        code: 'email_taken',
        detail: 'Email already registered',
      })
    })

    test('of twenty registrations at once exactly one succeeds, and ids have no gap', async () => {
      const { api } = await open()
      const answers = await Promise.all(Array.from({ length: 20 }, () => api.post('/users', jane)))
      const statuses = answers.map(({ status }) => status)
      expect(statuses.filter((status) => status === 201)).toHaveLength(1)
      expect(statuses.filter((status) => status === 409)).toHaveLength(19)
      const next = await api.post('/users', { ...jane, email: 'next@example.com' })
      expect(next.body.id).toBe(2)
    })

    test('the same key answers the same bytes again and registers once', async () => {
      const { api } = await open()
      const headers = { 'idempotency-key': 'once' }
      const first = await api.post('/users', jane, { headers })
      const second = await api.post('/users', jane, { headers })
      expect([second.status, second.text]).toEqual([201, first.text])
      expect(second.headers.get('idempotent-replayed')).toBe('true')
      const other = await api.post('/users', { ...jane, name: 'Joan' }, { headers })
      expect(other.body.code).toBe('idempotency_mismatch')
    })
  })

  describe('a profile', () => {
    test('shows the new name at once', async () => {
      const app = await open()
      const { token } = await enter(app, 'user', 'jane')
      const patched = await app.api.patch('/users/me', { name: 'Jane Roe' }, { as: token })
      expect([patched.status, patched.body.name]).toEqual([200, 'Jane Roe'])
    })

    test('a new password ends every other session, and the old one opens nothing', async () => {
      const app = await open()
      const { api } = app
      const person = await registerUser(app)
      const other = await signIn(app, person.email)
      const change = { password: 'another good one', current_password: PASSWORD }
      expect((await api.patch('/users/me', change, { as: person.token })).status).toBe(200)
      expect((await api.get('/users/me', { as: person.token })).status).toBe(200)
      expect((await api.get('/users/me', { as: other.token })).body.code).toBe('invalid_token')
      const refreshed = await api.post('/users/refresh', { refresh_token: other.refresh })
      expect(refreshed.status).toBe(401)
      const old = await api.post('/users/login', { email: person.email, password: PASSWORD })
      expect(old.body.code).toBe('invalid_credentials')
      await signIn(app, person.email, 'another good one')
    })

    test('a new password needs the current one', async () => {
      const app = await open()
      const { token, email } = await registerUser(app)
      const change = (body: object) => app.api.patch('/users/me', body, { as: token })
      const expected = [{ path: 'current_password', message: 'Expected your current password' }]
      expect((await change({ password: 'another good one' })).body.errors).toEqual(expected)
      const wrong = await change({ password: 'another good one', current_password: 'not it' })
      expect([wrong.status, wrong.body.errors]).toEqual([422, expected])
      await signIn(app, email)
    })
  })

  describe('an admin', () => {
    test('lists, searches and pages through accounts', async () => {
      const app = await open()
      const admin = await enter(app, 'admin', 'ann')
      for (const name of ['bob', 'bobby', '100%', 'dora']) await enter(app, 'user', name)
      const names = async (query: string) => {
        const { body } = await app.api.get(`/users?${query}`, { as: admin.token })
        return body.items.map(({ name }: { name: string }) => name)
      }
      expect(await names('')).toEqual(['ann', 'bob', 'bobby', '100%', 'dora'])
      expect(await names('q=BOB')).toEqual(['bob', 'bobby'])
      expect(await names('q=%25')).toEqual(['100%'])
      expect(await names('q=_ob')).toEqual([])
      expect(await names('role=admin')).toEqual(['ann'])
      const first = await app.api.get('/users?limit=2', { as: admin.token })
      const { next_cursor: cursor } = first.body
      expect(await names(`limit=2&cursor=${cursor}`)).toEqual(['bobby', '100%'])
      const foreign = await app.api.get(`/users?q=a&cursor=${cursor}`, { as: admin.token })
      expect([foreign.status, foreign.body.code]).toEqual([400, 'malformed'])
    })

    test('a role takes effect on the next request with the old token', async () => {
      const app = await open()
      const admin = await enter(app, 'admin', 'ann')
      const user = await enter(app, 'user', 'bob')
      expect((await app.api.get('/users', { as: user.token })).body).toMatchObject({
        code: 'admin_required',
        detail: 'Admin access required',
      })
      const promote = { role: 'admin' }
      const promoted = await app.api.patch(`/users/${user.id}`, promote, { as: admin.token })
      expect(promoted.body).toMatchObject({ role: 'admin', is_admin: true, disabled: false })
      expect((await app.api.get('/users', { as: user.token })).status).toBe(200)
    })

    test('a disabled account is out at once and cannot sign in', async () => {
      const app = await open()
      const admin = await enter(app, 'admin', 'ann')
      const person = await registerUser(app)
      const path = `/users/${person.id}`
      await app.api.patch(path, { disabled: true }, { as: admin.token })
      expect((await app.api.get('/users/me', { as: person.token })).status).toBe(401)
      const refused = await app.api.post('/users/login', {
        email: person.email,
        password: PASSWORD,
      })
      expect(refused.body.code).toBe('invalid_credentials')
      await app.api.patch(path, { disabled: false }, { as: admin.token })
      expect((await app.api.get('/users/me', { as: person.token })).status).toBe(401)
      await signIn(app, person.email)
    })

    test('the last admin stays, also when two remove each other at once', async () => {
      const app = await open()
      const ann = await enter(app, 'admin', 'ann')
      const alone = await app.api.patch(`/users/${ann.id}`, { role: 'user' }, { as: ann.token })
      expect([alone.status, alone.body.code]).toEqual([409, 'last_admin'])
      const bea = await enter(app, 'admin', 'bea')
      const answers = await Promise.all([
        app.api.patch(`/users/${bea.id}`, { role: 'user' }, { as: ann.token }),
        app.api.patch(`/users/${ann.id}`, { disabled: true }, { as: bea.token }),
      ])
      const statuses = answers.map(({ status }) => status).sort()
      expect(statuses[0]).toBe(200)
      expect([401, 403, 409]).toContain(statuses[1]!)
      expect(
        await app.db.read.all(
          `SELECT id FROM users WHERE role = 'admin' AND disabled = 0 ORDER BY id LIMIT 9`,
        ),
      ).toHaveLength(1)
    })

    test('every change of an account is on the record, and a change to the same is none', async () => {
      const app = await open()
      const admin = await enter(app, 'admin', 'ann')
      const user = await enter(app, 'user', 'bob')
      const before = app.tail.head
      await app.api.patch(`/users/${user.id}`, { role: 'editor' }, { as: admin.token })
      await app.api.patch(`/users/${user.id}`, { role: 'editor' }, { as: admin.token })
      await app.tail.refresh()
      const events = await app.tail.readAfter(before, 10)
      expect(events.slice(-2).map((event) => event.body())).toMatchObject([
        {
          type: 'user.updated',
          user: { id: user.id },
          change: { role: ['user', 'editor'] },
          actor: { type: 'user', id: admin.id },
        },
        {
          type: 'session.revoked',
          session: { id: null, user_id: user.id, reason: 'role_changed' },
        },
      ])
    })
  })
})
