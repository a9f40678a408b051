import { describe, expect, test } from 'bun:test'
import { migrate } from '#db/migrate.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import { sha256Hex } from '#lib/crypto.ts'
import { updateUserByAdmin } from '#modules/users/commands.ts'
import {
  PASSWORD,
  type Person,
  registerUser,
  SECRET,
  signIn,
  type TestApp,
  testApp,
} from '../helpers/app.ts'
import { enter } from '../helpers/callers.ts'
import { eachDatabase } from '../helpers/databases.ts'

const refresh = ({ api }: TestApp, token: string) =>
  api.post('/users/refresh', { refresh_token: token })

const newest = async ({ tail }: TestApp, count: number) => {
  await tail.refresh()
  return (await tail.readAfter(tail.head - count, count)).map((event) => event.body())
}

eachDatabase((database) => {
  const open = async () => testApp(await database.open())

  test('a refresh token gives a new pair, and the access token of before lives on', async () => {
    const app = await open()
    const person = await registerUser(app)
    const { status, body } = await refresh(app, person.refresh)
    expect([status, body.token_type, body.expires_in]).toEqual([200, 'bearer', 900])
    expect(body.refresh_token).not.toBe(person.refresh)
    expect((await app.api.get('/users/me', { as: body.access_token })).status).toBe(200)
    expect((await app.api.get('/users/me', { as: person.token })).status).toBe(200)
  })

  const heads = ({ db }: TestApp) =>
    db.read.get('SELECT COUNT(*) AS heads FROM refresh_tokens WHERE used_at IS NULL')

  test('a refresh token used again within 10 seconds gets the same successor', async () => {
    const app = await open()
    const person = await registerUser(app)
    const { body: first } = await refresh(app, person.refresh)
    app.clock.advance(9_999)
    const { status, body: again } = await refresh(app, person.refresh)
    expect([status, again.refresh_token]).toEqual([200, first.refresh_token])
    expect(again.access_token).not.toBe(first.access_token)
    for (const { access_token: as } of [first, again]) {
      expect((await app.api.get('/users/me', { as })).status).toBe(200)
    }
    expect(await heads(app)).toEqual({ heads: 1 })
    expect(await newest(app, 1)).toMatchObject([{ type: 'user.signed_in' }])
    expect((await refresh(app, again.refresh_token)).status).toBe(200)
  })

  test('of a refresh token and its successor the database has digests alone', async () => {
    const app = await open()
    const person = await registerUser(app)
    const { body } = await refresh(app, person.refresh)
    const rows = JSON.stringify(await app.db.read.all('SELECT * FROM refresh_tokens', []))
    for (const token of [person.refresh, body.refresh_token]) {
      expect(rows).not.toContain(token)
      expect(rows).toContain(sha256Hex(token))
    }
    await refresh(app, body.refresh_token)
    expect(
      await app.db.read.get(
        'SELECT COUNT(*) AS salts FROM refresh_tokens WHERE successor_salt IS NOT NULL',
      ),
    ).toEqual({ salts: 1 })
  })

  describe('a refresh token that comes back ends its whole family at once', () => {
    const cases: [string, (app: TestApp, next: string) => unknown][] = [
      ['after 10 seconds', ({ clock }) => clock.advance(10_000)],
      ['once its successor was used', refresh],
    ]
    test.each(cases)('%s', async (_, meanwhile) => {
      const app = await open()
      const person = await registerUser(app)
      const { body: next } = await refresh(app, person.refresh)
      await meanwhile(app, next.refresh_token)
      const replayed = await refresh(app, person.refresh)
      expect([replayed.status, replayed.body.code]).toEqual([401, 'invalid_token'])
      expect((await refresh(app, next.refresh_token)).status).toBe(401)
      for (const token of [person.token, next.access_token]) {
        expect((await app.api.get('/users/me', { as: token })).status).toBe(401)
      }
      expect(await newest(app, 2)).toMatchObject([
        { type: 'user.token_reused', user: { id: person.id } },
        { type: 'session.revoked', session: { user_id: person.id, reason: 'token_reused' } },
      ])
    })
  })

  test('two nodes give one successor, and either sees the reuse of a token', async () => {
    const location = await database.location()
    const here = await testApp(await database.open({ location }))
    const there =
      database.name === 'postgres'
        ? await testApp(await database.open({ location }), { clock: here.clock })
        : await testApp(here.db, { clock: here.clock })
    const person = await registerUser(here)
    const [one, two] = await Promise.all([here, there].map((node) => refresh(node, person.refresh)))
    expect([one!.status, two!.status]).toEqual([200, 200])
    expect(two!.body.refresh_token).toBe(one!.body.refresh_token)
    expect(await heads(there)).toEqual({ heads: 1 })
    here.clock.advance(10_000)
    expect((await refresh(there, person.refresh)).status).toBe(401)
    expect((await here.api.get('/users/me', { as: person.token })).status).toBe(401)
  })

  describe('refreshes at the same time end no session and leave one live head', () => {
    for (const atOnce of [2, 10]) {
      for (const gapMs of [0, 1, 10, 100]) {
        test(`${atOnce}, ${gapMs} ms apart, 40 times`, async () => {
          const app = await open()
          const person = await registerUser(app)
          let token = person.refresh
          for (let round = 0; round < 40; round++) {
            const answers = []
            for (let i = 0; i < atOnce; i++) {
              answers.push(refresh(app, token))
              if (gapMs > 0) await new Promise(setImmediate)
              app.clock.advance(gapMs)
            }
            const bodies = (await Promise.all(answers)).map(({ body }) => body)
            const successors = new Set<string>(bodies.map((body) => body.refresh_token))
            expect(successors.size).toBe(1)
            expect(await heads(app)).toEqual({ heads: 1 })
            for (const { access_token: as } of bodies.slice(-2)) {
              expect((await app.api.get('/users/me', { as })).status).toBe(200)
            }
            for (const successor of successors) token = successor
          }
          expect(await newest(app, 1)).toMatchObject([{ type: 'user.signed_in' }])
        })
      }
    }
  })

  test('a signing secret that is replaced in between signs nobody out', async () => {
    const app = await open()
    const person = await registerUser(app)
    const { body } = await refresh(app, person.refresh)
    const after = await testApp(app.db, { clock: app.clock, secrets: [`${SECRET}, another`] })
    const again = await refresh(after, person.refresh)
    expect(again.body.refresh_token).toBe(body.refresh_token)
    expect((await after.api.get('/users/me', { as: again.body.access_token })).status).toBe(200)
    expect((await refresh(after, body.refresh_token)).status).toBe(200)
  })

  describe('within the 10 seconds a session is over', () => {
    const cases: [string, (app: TestApp, person: Person) => Promise<unknown>][] = [
      ['after a logout', ({ api }, { token: as }) => api.post('/users/logout', {}, { as })],
      [
        'after the account was disabled',
        ({ execute }, { id }) =>
          execute(
            updateUserByAdmin,
            { id, disabled: true },
            { caller: { kind: 'operator' }, requestId: 'test' },
          ),
      ],
      [
        'after a change of the password elsewhere',
        async (app, { email }) => {
          const { token: as } = await signIn(app, email)
          const passwords = { current_password: PASSWORD, password: `${PASSWORD} too` }
          return app.api.patch('/users/me', passwords, { as })
        },
      ],
    ]
    test.each(cases)('%s', async (_, end) => {
      const app = await open()
      const person = await registerUser(app)
      const { body: next } = await refresh(app, person.refresh)
      await end(app, person)
      for (const token of [person.refresh, next.refresh_token]) {
        const { status, body } = await refresh(app, token)
        expect([status, body.code]).toEqual([401, 'invalid_token'])
      }
      expect((await newest(app, 5)).map(({ type }) => type)).not.toContain('user.token_reused')
    })

    test('and goes on after a change of the password here', async () => {
      const app = await open()
      const person = await registerUser(app)
      const { body: next } = await refresh(app, person.refresh)
      const passwords = { current_password: PASSWORD, password: `${PASSWORD} too` }
      await app.api.patch('/users/me', passwords, { as: person.token })
      expect((await refresh(app, person.refresh)).body.refresh_token).toBe(next.refresh_token)
    })
  })

  test('a refresh token used in its last millisecond is good for the 10 seconds', async () => {
    const app = await open()
    const person = await registerUser(app)
    app.clock.advance(30 * 24 * 60 * 60_000 - 1)
    const { body } = await refresh(app, person.refresh)
    app.clock.advance(5_000)
    const again = await refresh(app, person.refresh)
    expect([again.status, again.body.refresh_token]).toEqual([200, body.refresh_token])
  })

  test('a session of an older database goes on', async () => {
    const before = MIGRATIONS.findIndex(({ name }) => name === 'refresh-grace')
    const db = await database.open({ migrations: MIGRATIONS.slice(0, before) })
    const [used, live] = ['a used token', 'the live token']
    const soon = Date.UTC(2027, 0)
    const session = 'ses_00000000000000000000000000'
    await db.write(async (tx) => {
      await tx.run(
        `INSERT INTO users (id, name, email, password_hash, role, created_at, updated_at)
         VALUES (7, 'Jane', 'jane@example.com', 'x', 'user', 0, 0)`,
        [],
      )
      await tx.run(
        `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at)
         VALUES ($1, 7, 0, 0, $2)`,
        [session, soon],
      )
      await tx.run(
        `INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at, used_at)
         VALUES ($1, $3, 0, $4, 1), ($2, $3, 0, $4, NULL)`,
        [sha256Hex(used), sha256Hex(live), session, soon],
      )
    })
    await migrate(db)
    const app = await testApp(db)
    const { status, body } = await refresh(app, live)
    expect(status).toBe(200)
    expect((await refresh(app, live)).body.refresh_token).toBe(body.refresh_token)
    expect((await refresh(app, body.refresh_token)).status).toBe(200)
    expect((await refresh(app, used)).status).toBe(401)
    expect(await newest(app, 2)).toMatchObject([{ type: 'user.token_reused' }, {}])
  })

  test('a refresh token ends after its time, a session that is refreshed goes on', async () => {
    const app = await open()
    const idle = await registerUser(app)
    const busy = await registerUser(app)
    const day = 24 * 60 * 60_000
    app.clock.advance(20 * day)
    const { body } = await refresh(app, busy.refresh)
    app.clock.advance(11 * day)
    expect((await refresh(app, idle.refresh)).body.code).toBe('token_expired')
    expect((await refresh(app, body.refresh_token)).status).toBe(200)
  })

  test('a logout ends this session alone, on the very next request', async () => {
    const app = await open()
    const here = await registerUser(app)
    const there = await signIn(app, here.email)
    expect((await app.api.post('/users/logout', {}, { as: here.token })).status).toBe(204)
    expect((await app.api.get('/users/me', { as: here.token })).status).toBe(401)
    expect((await refresh(app, here.refresh)).status).toBe(401)
    expect((await app.api.get('/users/me', { as: there.token })).status).toBe(200)
    expect(await newest(app, 1)).toMatchObject([
      { type: 'session.revoked', session: { user_id: here.id, reason: 'logout' } },
    ])
  })

  test('sessions are listed with where they are from, and ended one by one', async () => {
    const app = await open()
    const { api } = app
    const person = await registerUser(app)
    const phone = await api.post(
      '/users/login',
      { email: person.email, password: PASSWORD },
      { headers: { 'user-agent': 'Phone/1.0' } },
    )
    const as = phone.body.access_token
    const listed = await api.get('/users/me/sessions', { as })
    expect(listed.body.items).toHaveLength(2)
    const mine = listed.body.items.find((session: { current: boolean }) => session.current)
    const other = listed.body.items.find((session: { current: boolean }) => !session.current)
    expect(mine).toMatchObject({ user_agent: 'Phone/1.0', created_at: '2026-11-22T12:00:00.000Z' })
    expect((await api.get(`/users/me/sessions/${mine.id}`, { as })).body).toEqual(mine)
    expect((await api.delete(`/users/me/sessions/${other.id}`, { as })).status).toBe(204)
    expect((await api.get('/users/me', { as: person.token })).status).toBe(401)
    expect((await api.delete(`/users/me/sessions/${other.id}`, { as })).status).toBe(404)
    expect((await api.delete('/users/me/sessions', { as })).status).toBe(204)
    expect((await api.get('/users/me', { as })).status).toBe(401)
  })

  test("nobody ends another's session", async () => {
    const app = await open()
    const jane = await enter(app, 'user', 'jane')
    const joe = await enter(app, 'user', 'joe')
    const path = `/users/me/sessions/${jane.session}`
    expect((await app.api.delete(path, { as: joe.token })).status).toBe(404)
    expect((await app.api.get('/users/me', { as: jane.token })).status).toBe(200)
  })
})
