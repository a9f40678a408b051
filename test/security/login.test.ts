// Signing in: no answer says whether the account is there, and a flood of attempts holds up no other request.

import { expect, test } from 'bun:test'
import { PASSWORD, registerUser, signIn, type TestApp, testApp } from '../helpers/app.ts'
import { enter } from '../helpers/callers.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { serve } from '../helpers/live-server.ts'

const newest = async ({ tail }: TestApp, count: number) => {
  await tail.refresh()
  return (await tail.readAfter(tail.head - count, count)).map((event) => event.body())
}

eachDatabase((database) => {
  if (database.name !== 'sqlite') return
  const open = async (env = {}) => testApp(await database.open(), { env })

  test('an unknown e-mail, a wrong password and a disabled account get the same bytes', async () => {
    const app = await open()
    const admin = await enter(app, 'admin', 'ann')
    const person = await registerUser(app)
    const gone = await registerUser(app)
    await app.api.patch(`/users/${gone.id}`, { disabled: true }, { as: admin.token })
    const headers = { 'x-request-id': 'the-same-for-all' }
    const attempts = await Promise.all(
      [
        { email: 'nobody@example.com', password: PASSWORD },
        { email: person.email, password: 'not the password' },
        { email: gone.email, password: PASSWORD },
      ].map((body) => app.api.post('/users/login', body, { headers })),
    )
    const [first] = attempts
    expect([first!.status, first!.body.code, first!.body.detail]).toEqual([
      401,
      'invalid_credentials',
      'Incorrect email or password',
    ])
    expect(first!.headers.get('www-authenticate')).toBe('Bearer')
    for (const attempt of attempts) {
      expect(attempt.text).toBe(first!.text)
      expect(attempt.headers.toJSON()).toEqual(first!.headers.toJSON())
    }
    expect(await newest(app, 3)).toMatchObject(
      Array.from({ length: 3 }, () => ({ type: 'user.sign_in_failed' })),
    )
  })

  test('a flood of sign-ins is partly put off, and everything else stays fast', async () => {
    const app = await open()
    const person = await registerUser(app)
    const body = { email: person.email, password: 'wrong' }
    const flood = Array.from({ length: 100 }, () => app.api.post('/users/login', body))
    const began = performance.now()
    expect((await app.api.get('/healthz')).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(500)
    const answers = await Promise.all(flood)
    const put = answers.filter(({ status }) => status === 503)
    expect(answers.filter(({ status }) => status === 401).length + put.length).toBe(100)
    expect(put.length).toBeGreaterThan(0)
    for (const { headers } of put) expect(headers.get('retry-after')).toBe('1')
  })

  test('a bcrypt hash of the system before is accepted once and hashed anew', async () => {
    const app = await open()
    const person = await registerUser(app)
    const bcrypt = await Bun.password.hash('an old password', { algorithm: 'bcrypt', cost: 4 })
    const hashOf = async () => {
      const sql = 'SELECT password_hash AS hash FROM users WHERE id = $1'
      return (await app.db.read.get<{ hash: string }>(sql, [person.id]))?.hash
    }
    await app.db.write((tx) =>
      tx.run('UPDATE users SET password_hash = $2 WHERE id = $1', [person.id, bcrypt]),
    )
    await signIn(app, person.email, 'an old password')
    expect(await hashOf()).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
    await signIn(app, person.email, 'an old password')
  })

  test('a damaged hash is a 401 and an error in the log', async () => {
    const app = await open()
    const person = await registerUser(app)
    await app.db.write((tx) =>
      tx.run('UPDATE users SET password_hash = $2 WHERE id = $1', [person.id, 'damaged']),
    )
    const { status } = await app.api.post('/users/login', {
      email: person.email,
      password: PASSWORD,
    })
    expect(status).toBe(401)
    expect(app.logged.join('')).toContain('a stored password is damaged')
  })

  test.each([
    ['no e-mail', { password: 'x' }, ['email']],
    ['no password', { email: 'a@example.com' }, ['password']],
    ['an unknown field', { email: 'a@example.com', password: 'x', otp: '1' }, ['otp']],
    ['another grant', { username: 'a', password: 'x', grant_type: 'code' }, ['grant_type']],
  ])('%s is a 422', async (_, body, paths) => {
    const { api } = await open()
    const answered = await api.post('/users/login', body)
    expect(answered.status).toBe(422)
    expect(answered.body.errors.map(({ path }: { path: string }) => path)).toEqual(paths)
  })

  test('a form may have its other fields, and may leave them empty', async () => {
    const app = await open()
    const { email: username } = await registerUser(app)
    for (const grant_type of ['password', '']) {
      const others = { grant_type, scope: '', client_id: '', client_secret: '' }
      const body = new URLSearchParams({ ...others, username, password: PASSWORD })
      expect((await app.api.send('POST', '/users/login', { body })).status).toBe(200)
    }
  })

  test('a form that names a field twice is a 422', async () => {
    const { api } = await open()
    const body = new URLSearchParams('username=a@b.co&password=x&username=c@d.co')
    const answered = await api.send('POST', '/users/login', { body })
    expect([answered.status, answered.body.errors]).toEqual([
      422,
      [{ path: 'username', message: 'Given twice' }],
    ])
  })

  test('too many sign-ins of one account wait, whoever asks, and are let in again', async () => {
    const app = await open({ ORDERD_RATE_LIMIT_AUTH: '3/min', ORDERD_TRUST_PROXY: 'off' })
    const attempt = (email: string) => app.api.post('/users/login', { email, password: 'wrong' })
    for (let i = 0; i < 3; i++) expect((await attempt('a@example.com')).status).toBe(401)
    const refused = await attempt('A@EXAMPLE.COM')
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited'])
    expect(refused.headers.get('retry-after')).toBe('20')
    expect(refused.headers.get('ratelimit-limit')).toBe('3')
    expect(refused.headers.get('ratelimit-remaining')).toBe('0')
    app.clock.advance(20_000)
    expect((await attempt('a@example.com')).status).toBe(401)
    expect((await attempt('a@example.com')).status).toBe(429)
    app.clock.advance(60_000)
    for (let i = 0; i < 3; i++) expect((await attempt('a@example.com')).status).toBe(401)
  })

  test('too many sign-ins from one address wait, whatever the account', async () => {
    const app = await open({ ORDERD_RATE_LIMIT_AUTH: '3/min' })
    const attempt = (i: number) =>
      app.api.post('/users/login', { email: `${i}@example.com`, password: 'wrong' })
    for (let i = 0; i < 3; i++) expect((await attempt(i)).status).toBe(401)
    expect((await attempt(4)).status).toBe(429)
  })

  test('a stranger with the e-mail does not keep its owner out', async () => {
    const app = await serve(await database.open(), {
      ORDERD_RATE_LIMIT_AUTH: '3/min',
      ORDERD_TRUST_PROXY: '127.0.0.1',
    })
    const { email, token } = await registerUser(app)
    const attempt = async (from: string, password: string) => {
      const response = await fetch(`${app.url}/users/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
        body: JSON.stringify({ email, password }),
      })
      return response.status
    }
    const owner = '2001:db8:1:2::1'
    expect(await attempt(owner, PASSWORD)).toBe(200)
    const flood = async () => {
      const statuses: number[] = []
      for (let i = 1; i <= 5; i++) statuses.push(await attempt(`198.51.100.${i}`, 'wrong'))
      return statuses
    }
    // The first sign-in of an address is one of the account's.
    expect(await flood()).toEqual([401, 401, 429, 429, 429])
    expect(await attempt('203.0.113.9', PASSWORD)).toBe(429)
    // Of the same subscriber, and with a bucket that holds as much as any.
    expect(await attempt('2001:db8:1:2::2', PASSWORD)).toBe(200)
    expect(await attempt('2001:db8:1:2::3', 'wrong')).toBe(401)
    expect(await attempt('2001:db8:1:2::4', 'wrong')).toBe(429)
    const change = { current_password: PASSWORD, password: 'another good one' }
    expect((await app.api.patch('/users/me', change, { as: token })).status).toBe(200)
    app.clock.advance(60_000)
    expect(await attempt('203.0.113.9', 'another good one')).toBe(200)
  })

  test('a customer may ask only so often, staff as often as they like', async () => {
    const app = await open({ ORDERD_RATE_LIMIT_USER: '2/s' })
    const user = await enter(app, 'user', 'jane')
    const editor = await enter(app, 'editor', 'eve')
    const statuses = async (as: string) => {
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => app.api.get('/users/me', { as })),
      )
      return answers.map(({ status }) => status).sort()
    }
    expect(await statuses(user.token)).toEqual([200, 200, 429, 429])
    expect(await statuses(editor.token)).toEqual([200, 200, 200, 200])
  })
})
