// Access tokens as attackers make them. Each is a 401, never a 500, and none says why.

import { describe, expect, test } from 'bun:test'
import { generateKeyPairSync, sign } from 'node:crypto'
import { claimsOf, signToken } from '../helpers/access-tokens.ts'
import { registerUser, SECRET, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

const OTHER_SECRET = 'another secret that is long enough to be one'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Another last character that stands for the same 32 bytes: its two low bits are not read. */
const lastBits = (signature: string): string =>
  ALPHABET[ALPHABET.indexOf(signature.at(-1) ?? '') ^ 1] ?? ''

eachDatabase((database) => {
  if (database.name !== 'sqlite') return

  const open = async (secrets?: string[]) => {
    const app = await testApp(await database.open(), secrets ? { secrets } : {})
    const person = await registerUser(app)
    const me = async (token: string) => {
      const { status, body, headers } = await app.api.get('/users/me', { as: token })
      if (status === 401) expect(headers.get('www-authenticate')).toBe('Bearer')
      return status === 200 ? 'in' : body.code
    }
    return { app, person, me, claims: claimsOf(person.token) }
  }

  test('a token that says what ours say, signed with our secret, is ours', async () => {
    const { me, claims } = await open()
    expect(await me(signToken(claims, { secret: SECRET }))).toBe('in')
  })

  describe('claims', () => {
    const soon = (claims: Record<string, unknown>) => Number(claims.iat) + 60
    const changes: [string, (claims: Record<string, unknown>) => object][] = [
      ['another issuer', () => ({ iss: 'somebody' })],
      ['no issuer', () => ({ iss: undefined })],
      ['another audience', () => ({ aud: 'somebody' })],
      ['no audience', () => ({ aud: undefined })],
      ['no subject', () => ({ sub: undefined })],
      ['another subject', () => ({ sub: '2' })],
      ['a number as subject', () => ({ sub: 1 })],
      ['SQL as subject', () => ({ sub: "1' OR '1'='1" })],
      ['no session', () => ({ sid: undefined })],
      ['another session', () => ({ sid: 'ses_00000000000000000000000000' })],
      ['a session that is no text', () => ({ sid: { $ne: null } })],
      ['no expiry', () => ({ exp: undefined })],
      ['an expiry that is no number', () => ({ exp: 'never' })],
      ['no time of issue', () => ({ iat: undefined })],
      ['not before later', (claims) => ({ nbf: soon(claims) + 3600 })],
    ]
    test.each(changes)('with %s', async (_, change) => {
      const { me, claims } = await open()
      const forged = signToken({ ...claims, ...change(claims) }, { secret: SECRET })
      expect(await me(forged)).toBe('invalid_token')
    })

    test('an expired token is told apart, only where it was ours', async () => {
      const { app, person, me, claims } = await open()
      expect(await me(person.token)).toBe('in')
      app.clock.advance(15 * 60_000)
      expect(await me(person.token)).toBe('token_expired')
      expect(await me(signToken(claims, { secret: OTHER_SECRET }))).toBe('invalid_token')
      const fresh = await testApp(app.db, { clock: app.clock })
      const again = await fresh.api.get('/users/me', { as: person.token })
      expect(again.body.code).toBe('token_expired')
    })
  })

  describe('headers', () => {
    test.each([
      ['no algorithm', { alg: 'none' }],
      ['no algorithm, in capitals', { alg: 'NONE' }],
      ['HS384', { alg: 'HS384' }],
      ['HS512', { alg: 'HS512' }],
      ['a key id', { kid: '../../dev/null' }],
      ['a key set elsewhere', { jku: 'http://127.0.0.1:9/keys' }],
      ['a key of its own', { jwk: { kty: 'oct', k: 'AAAA' } }],
      ['a certificate elsewhere', { x5u: 'http://127.0.0.1:9/cert' }],
      ['a certificate of its own', { x5c: ['AAAA'] }],
      ['critical extensions', { crit: ['exp'], exp: 1 }],
      ['an unencoded payload', { b64: false, crit: ['b64'] }],
    ])('with %s', async (_, header) => {
      const { me, claims } = await open()
      expect(await me(signToken(claims, { secret: SECRET, header }))).toBe('invalid_token')
    })

    test('signed by an asymmetric key', async () => {
      const { me, claims } = await open()
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
      const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url')
      expect(await me(`${signed}.${signature}`)).toBe('invalid_token')
    })
  })

  // A spelling with the same bytes is a second token for one session: a list of revoked ones would miss it.
  test.each<[string, (parts: [string, string, string]) => string]>([
    ['padded in its header', ([h, p, s]) => `${h}=.${p}.${s}`],
    ['padded in its claims', ([h, p, s]) => `${h}.${p}==.${s}`],
    ['padded in its signature', ([h, p, s]) => `${h}.${p}.${s}=`],
    ['with a blank in its signature', ([h, p, s]) => `${h}.${p}.${s.slice(0, 9)} ${s.slice(9)}`],
    ['with other last bits', ([h, p, s]) => `${h}.${p}.${s.slice(0, -1)}${lastBits(s)}`],
    ['with a fourth part', ([h, p, s]) => `${h}.${p}.${s}.`],
  ])('a token %s', async (_, spell) => {
    const { person, me } = await open()
    expect(await me(spell(person.token.split('.') as [string, string, string]))).toBe(
      'invalid_token',
    )
    expect(await me(person.token)).toBe('in')
  })

  test('what is no token at all', async () => {
    const { app, person, me, claims } = await open()
    const [header, payload, signature] = person.token.split('.')
    const altered = Buffer.from(JSON.stringify({ ...claims, sub: '2' })).toString('base64url')
    for (const token of [
      'x',
      'a.b.c',
      '...',
      'null',
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}.${altered}.${signature}`,
      `${person.token}x`,
      person.refresh,
      'odk_0000000000000000000000000000000000000000000',
      '9'.repeat(5_000),
      Buffer.from('{"alg":"HS256"').toString('base64url'),
      `${Buffer.from('[]').toString('base64url')}.e30.x`,
      `${Buffer.from('null').toString('base64url')}.e30.x`,
    ]) {
      expect(await me(token)).toBe('invalid_token')
    }
    expect(app.logged.filter((line) => line.includes('"level":"error"'))).toEqual([])
  })

  test('an access token refreshes nothing', async () => {
    const { app, person } = await open()
    const { status } = await app.api.post('/users/refresh', { refresh_token: person.token })
    expect(status).toBe(401)
  })

  test('without a token, with another scheme or in the address one is not signed in', async () => {
    const { app, person } = await open()
    const requests = [
      app.api.get('/users/me'),
      app.api.get('/users/me', { headers: { authorization: 'Basic amFuZTpwdw==' } }),
      app.api.get('/users/me', { headers: { authorization: 'Bearer ' } }),
      app.api.get('/users/me', { headers: { cookie: `access_token=${person.token}` } }),
      app.api.get(`/users/me?access_token=${person.token}`),
      app.api.get(`/users/me?access_token=${person.token}`, { headers: { authorization: 'x' } }),
    ]
    for (const { status, body, headers } of await Promise.all(requests)) {
      expect([status, body.code, body.detail]).toEqual([
        401,
        'not_authenticated',
        'Not authenticated',
      ])
      expect(headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('the scheme may be spelt as the sign-in spells it', async () => {
    const { app, person } = await open()
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const headers = { authorization: `${scheme} ${person.token}` }
      expect((await app.api.get('/users/me', { headers })).status).toBe(200)
    }
  })

  test('of two secrets the first signs and both verify', async () => {
    const { app, person, claims } = await open([SECRET])
    const rotated = await testApp(app.db, { secrets: [OTHER_SECRET, SECRET], clock: app.clock })
    expect((await rotated.api.get('/users/me', { as: person.token })).status).toBe(200)
    const next = await rotated.mint({
      user_id: person.id,
      session_id: String(claims.sid),
      expires_at: app.clock.now() + 60_000,
    })
    expect((await rotated.api.get('/users/me', { as: next })).status).toBe(200)
    expect((await app.api.get('/users/me', { as: next })).status).toBe(401)
    const done = await testApp(app.db, { secrets: [OTHER_SECRET], clock: app.clock })
    expect((await done.api.get('/users/me', { as: person.token })).status).toBe(401)
    expect((await done.api.get('/users/me', { as: next })).status).toBe(200)
  })
})
