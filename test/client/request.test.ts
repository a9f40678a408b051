// Calls of the API and who makes them, against a server that does what it is told.

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  type Client,
  type ClientOptions,
  createClient,
  every,
  isInvalid,
  isPassing,
  isRefused,
  isSignedOut,
  isVersionConflict,
  type KeptTokens,
  type OrderdError,
  type TokenStorage,
  webStorage,
} from '#client/index.ts'
import { type FakeServer, problem, startFakeServer } from './fake-server.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'

let server: FakeServer
let clock: ManualClock
const clients: Client[] = []

beforeEach(() => {
  server = startFakeServer()
  clock = manualClock()
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await server.stop()
})

function connect(options: ClientOptions = {}): Client {
  const client = createClient({ baseUrl: server.url, clock, random: () => 0.5, ...options })
  clients.push(client)
  return client
}

/** Lets pauses of up to so long pass until the promise is settled, but no request time out. */
async function hurry<T>(promise: Promise<T>, longestMs = 10_000): Promise<T> {
  let isSettled = false
  const settle = () => {
    isSettled = true
  }
  promise.then(settle, settle)
  while (!isSettled) {
    await new Promise(setImmediate)
    const [next = 0] = clock.pending
    if (next > 0 && next <= longestMs) clock.advance(next)
  }
  return promise
}

const errorOf = (promise: Promise<unknown>): Promise<OrderdError> =>
  promise.then(
    () => {
      throw new Error('it succeeded')
    },
    (error: unknown) => error as OrderdError,
  )

const order = { id: 'ord_1', version: 7 }
const JSON_TYPE = { 'content-type': 'application/json' }

describe('a call', () => {
  test('puts path, query, body and version where they belong', async () => {
    server.on('GET /orders', () => Response.json({ items: [order], next_cursor: null }))
    server.on('POST /orders/ord%2F1/cancel', () => Response.json(order))
    const client = connect({ token: 'key-1' })
    const page = await client.orders.list({
      status: ['pending', 'confirmed'],
      limit: 2,
      q: 'a b&c',
    })
    expect(page.items[0]?.id).toBe('ord_1')
    await client.orders.cancel('ord/1', { reason: 'customer' }, { ifMatch: 6 })
    const [list, cancel] = server.asked
    expect(Object.fromEntries(list!.query)).toEqual({
      status: 'pending,confirmed',
      limit: '2',
      q: 'a b&c',
    })
    expect(list!.headers.get('authorization')).toBe('Bearer key-1')
    expect(list!.headers.get('idempotency-key')).toBeNull()
    expect(cancel!.json()).toEqual({ reason: 'customer' })
    expect(cancel!.headers.get('if-match')).toBe('"6"')
    expect(cancel!.headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/)
  })

  test('an answer without a body is undefined, one that streams is the response', async () => {
    server.on('DELETE /orders/ord_1', () => new Response(null, { status: 204 }))
    const client = connect({ token: 'key-1' })
    expect(await client.orders.delete('ord_1')).toBeUndefined()
  })

  test('every walks a list to its end', async () => {
    server.on('GET /orders', ({ query }) =>
      query.get('cursor') === 'c2'
        ? Response.json({ items: [{ id: 'o3' }], next_cursor: null })
        : Response.json({ items: [{ id: 'o1' }, { id: 'o2' }], next_cursor: 'c2' }),
    )
    const found: string[] = []
    for await (const { id } of every(connect({ token: 'k' }).orders.list, { status: 'pending' })) {
      found.push(id)
    }
    expect(found).toEqual(['o1', 'o2', 'o3'])
    expect(server.asked.every(({ query }) => query.get('status') === 'pending')).toBe(true)
  })

  test('a write whose answer was lost is tried again under the same key', async () => {
    const keys: (string | null)[] = []
    let calls = 0
    const client = connect({
      token: 'key-1',
      fetch: async (url, init) => {
        calls += 1
        keys.push(new Headers(init?.headers).get('idempotency-key'))
        if (calls === 1) throw new TypeError('connection reset')
        return fetch(url, init)
      },
    })
    server.on('POST /orders', () => Response.json(order, { status: 201 }))
    expect((await hurry(client.orders.create({ lines: [] }))).id).toBe('ord_1')
    expect([calls, new Set(keys).size]).toEqual([2, 1])
    await client.orders.create({ lines: [] }, { idempotencyKey: 'mine' })
    expect(keys[2]).toBe('mine')
    await client.orders.create({ lines: [] })
    expect(keys[3]).not.toBe(keys[1])
  })

  for (const [status, code] of [
    [503, 'unavailable'],
    [429, 'rate_limited'],
    [409, 'in_progress'],
    [502, 'bad_gateway'],
  ] as const) {
    test(`${status} ${code} is tried again, and told when it stays so`, async () => {
      let calls = 0
      server.on('POST /orders', () => {
        calls += 1
        return problem(status, code)
      })
      const error = await hurry(errorOf(connect({ token: 'k' }).orders.create({ lines: [] })))
      expect([error.status, error.code as string, calls]).toEqual([status, code, 4])
    })
  }

  test('a server that asks for more patience than a call has is not asked again', async () => {
    let calls = 0
    server.on('GET /orders', () => {
      calls += 1
      const answer = problem(429, 'rate_limited')
      answer.headers.set('retry-after', '30')
      return answer
    })
    const error = await errorOf(connect({ token: 'k' }).orders.list())
    expect([isPassing(error), calls]).toEqual([true, 1])
  })

  test('a refusal is told at once, with all that it says', async () => {
    const client = connect({ token: 'k' })
    let calls = 0
    const refuse = (answer: () => Response) => {
      server.on('POST /orders', () => {
        calls += 1
        return answer()
      })
      return errorOf(client.orders.create({ lines: [] }))
    }
    const conflict = await refuse(() => problem(412, 'version_conflict', { current_version: 9 }))
    expect([isVersionConflict(conflict), conflict.currentVersion]).toEqual([true, 9])
    const fields = [{ path: 'lines', message: 'Expected at least 1' }]
    const invalid = await refuse(() => problem(422, 'validation', { errors: fields }))
    expect([isInvalid(invalid), invalid.errors]).toEqual([true, fields])
    const short = [{ sku: 'A', requested: 3, available: 2 }]
    const refused = await refuse(() =>
      problem(409, 'insufficient_stock', { short, request_id: 'req_12345678' }),
    )
    expect([isRefused(refused), refused.short, refused.requestId]).toEqual([
      true,
      short,
      'req_12345678',
    ])
    expect(refused.message).toBe('It is insufficient_stock.')
    expect(calls).toBe(3)
  })

  test('an answer that is no problem document is told by its status', async () => {
    server.on('GET /orders/ord_1', () => new Response('<h1>Oops</h1>', { status: 418 }))
    const error = await errorOf(connect({ token: 'k' }).orders.get('ord_1'))
    expect([error.status, error.code]).toEqual([418, 'unexpected'])
  })

  test('no answer is an error of its own, and one that does not come ends', async () => {
    const silent = connect({
      token: 'k',
      fetch: (_, init) =>
        new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
        }),
    })
    const error = await hurry(errorOf(silent.orders.get('ord_1')), 30_000)
    expect([error.code, error.status, (error.cause as Error).message]).toEqual([
      'network',
      0,
      'timed out',
    ])
  })

  test('who gives up is told so, and nothing is tried again', async () => {
    let calls = 0
    server.on('GET /orders/ord_1', () => {
      calls += 1
      return problem(503, 'unavailable')
    })
    const stop = new AbortController()
    const call = connect({ token: 'k' }).orders.get('ord_1', { signal: stop.signal })
    const failed = call.catch((error: unknown) => error)
    while (calls === 0) await new Promise(setImmediate)
    stop.abort(new Error('enough'))
    expect(((await failed) as Error).message).toBe('enough')
    expect(calls).toBe(1)
  })
})

interface Accounts {
  refreshes: string[]
  /** What a refresh answers next, in place of new tokens. */
  refuse: (() => Response) | null
}

/** Tokens a1, a2, ... of which only the newest is good. */
function serveAccounts(): Accounts {
  let count = 0
  const accounts: Accounts = { refreshes: [], refuse: null }
  const grant = () => {
    count += 1
    return Response.json({
      access_token: `a${count}`,
      refresh_token: `r${count}`,
      expires_in: 100,
      token_type: 'bearer',
    })
  }
  server.on('POST /users/login', ({ json }) =>
    json().password === 'right' ? grant() : problem(401, 'invalid_credentials'),
  )
  server.on('POST /users/refresh', async ({ json }) => {
    const { refresh_token: token } = json()
    accounts.refreshes.push(token)
    await new Promise(setImmediate)
    if (accounts.refuse) return accounts.refuse()
    return token === `r${count}` ? grant() : problem(401, 'invalid_token')
  })
  server.on('POST /users/logout', () => new Response(null, { status: 204 }))
  server.on('GET /users/me', ({ headers }) =>
    headers.get('authorization') === `Bearer a${count}`
      ? Response.json({ id: 1, token: `a${count}` })
      : problem(401, 'token_expired'),
  )
  return accounts
}

const who = { email: 'jane@example.com', password: 'right' }

describe('a session', () => {
  test('a wrong password is told, and nobody is signed in', async () => {
    serveAccounts()
    const client = connect()
    const error = await errorOf(client.session.signIn({ ...who, password: 'wrong' }))
    expect([error.code, isSignedOut(error), client.session.isSignedIn]).toEqual([
      'invalid_credentials',
      true,
      false,
    ])
  })

  test('a token is renewed before its end, once, however many ask', async () => {
    const accounts = serveAccounts()
    const client = connect()
    await client.session.signIn(who)
    await client.me.get()
    clock.advance(79_999)
    await client.me.get()
    expect(accounts.refreshes).toEqual([])
    clock.advance(1)
    await Promise.all(Array.from({ length: 10 }, () => client.me.get()))
    expect(accounts.refreshes).toEqual(['r1'])
  })

  test('a token that the server refuses is renewed, and the call made again', async () => {
    const accounts = serveAccounts()
    const [one, other] = [connect(), connect()]
    await one.session.signIn(who)
    await other.session.signIn(who)
    const calls = Array.from({ length: 5 }, () => errorOf(one.me.get()))
    // The first client's refresh token is not the newest any more: its session is over.
    const errors = await Promise.all(calls)
    expect(errors.every(isSignedOut)).toBe(true)
    expect(accounts.refreshes).toEqual(['r1'])
    expect(one.session.isSignedIn).toBe(false)
    expect(other.session.isSignedIn).toBe(true)
  })

  test('a server that is away does not sign anybody out', async () => {
    const accounts = serveAccounts()
    const client = connect()
    await client.session.signIn(who)
    clock.advance(80_000)
    accounts.refuse = () => problem(503, 'unavailable')
    await client.me.get()
    accounts.refuse = null
    await client.me.get()
    expect(accounts.refreshes).toEqual(['r1', 'r1'])
    expect(client.session.isSignedIn).toBe(true)
  })

  /** What may come in place of tokens, and says nothing about the session. */
  const BROKEN: Readonly<Record<string, () => Response>> = {
    'a page of a proxy': () => new Response('<html>Sign in to the Wi-Fi</html>'),
    'a 401 of a proxy': () => new Response('<html>Proxy sign-in</html>', { status: 401 }),
    'a 403 of a proxy': () => new Response('<html>No</html>', { status: 403 }),
    'a 500': () => problem(500, 'internal'),
    'a 502': () => new Response('bad gateway', { status: 502 }),
    'a 429': () => problem(429, 'rate_limited'),
    'half an answer': () => new Response('{"access_token": "a', { headers: JSON_TYPE }),
    'another answer': () => Response.json({}),
    'no answer': () => Response.json(null),
  }
  for (const [name, answer] of Object.entries(BROKEN)) {
    test(`${name} in place of new tokens does not sign anybody out`, async () => {
      const accounts = serveAccounts()
      let kept: KeptTokens | null = null
      const storage = {
        load: () => kept,
        save(tokens: KeptTokens | null) {
          kept = tokens
        },
      } satisfies TokenStorage
      const client = connect({ storage })
      await client.session.signIn(who)
      clock.advance(80_000)
      accounts.refuse = answer
      // The old token has some time left.
      expect(await client.me.get()).toMatchObject({ token: 'a1' })
      const reloaded = connect({ storage })
      expect((await errorOf(reloaded.session.restore())).name).toBe('OrderdError')
      expect([client.session.isSignedIn, storage.load()?.refresh_token]).toEqual([true, 'r1'])
      accounts.refuse = null
      expect(await reloaded.session.restore()).toBe(true)
      expect(await client.me.get()).toMatchObject({ token: 'a2' })
    })
  }

  test('a kept text that no server takes for a token is no session', async () => {
    serveAccounts()
    let kept: KeptTokens | null = { access_token: '', refresh_token: '', renew_at: 0 }
    const storage = {
      load: () => kept,
      save(tokens: KeptTokens | null) {
        kept = tokens
      },
    } satisfies TokenStorage
    server.on('POST /users/refresh', () => problem(422, 'validation', { errors: [] }))
    expect(await connect({ storage }).session.restore()).toBe(false)
    expect(storage.load()).toBeNull()
  })

  test('credentials sign in when they are needed, and again when the session is over', async () => {
    const accounts = serveAccounts()
    const client = connect({ credentials: who })
    expect(server.asked).toHaveLength(0)
    await Promise.all([client.me.get(), client.me.get()])
    expect(server.asked.filter(({ path }) => path === '/users/login')).toHaveLength(1)
    accounts.refuse = () => problem(401, 'invalid_token')
    clock.advance(80_000)
    await client.me.get()
    expect(server.asked.filter(({ path }) => path === '/users/login')).toHaveLength(2)
  })

  test('signing out forgets the tokens, also where the server cannot be told', async () => {
    serveAccounts()
    const client = connect()
    const changes: boolean[] = []
    client.session.onChange(() => changes.push(client.session.isSignedIn))
    await client.session.signIn(who)
    server.on('POST /users/logout', () => problem(500, 'internal'))
    const error = await errorOf(client.session.signOut())
    expect([error.code, client.session.isSignedIn]).toEqual(['internal', false])
    expect(changes).toEqual([true, false])
  })

  test('signing out everywhere is one request, and where it fails one is signed in still', async () => {
    serveAccounts()
    const client = connect()
    await client.session.signIn(who)
    server.on('DELETE /users/me/sessions', () => problem(500, 'internal'))
    const error = await errorOf(client.session.signOutEverywhere())
    expect([error.code, client.session.isSignedIn]).toEqual(['internal', true])
    const before = server.asked.length
    server.on('DELETE /users/me/sessions', () => new Response(null, { status: 204 }))
    await client.session.signOutEverywhere()
    expect(client.session.isSignedIn).toBe(false)
    const asked = server.asked.slice(before).map(({ method, path }) => `${method} ${path}`)
    expect(asked).toEqual(['DELETE /users/me/sessions'])
  })

  test('what is refused while one signs out everywhere is not renewed', async () => {
    const accounts = serveAccounts()
    const client = connect()
    await client.session.signIn(who)
    let meanwhile: Promise<unknown> = Promise.resolve()
    server.on('GET /users/me', () => problem(401, 'invalid_token'))
    server.on('DELETE /users/me/sessions', async () => {
      const refused = server.asked.length + 1
      meanwhile = errorOf(client.me.get())
      while (server.asked.length < refused) await new Promise(setImmediate)
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
      return new Response(null, { status: 204 })
    })
    await client.session.signOutEverywhere()
    await meanwhile
    expect(accounts.refreshes).toEqual([])
    expect(client.session.isSignedIn).toBe(false)
  })

  test('what is kept signs in again after a reload; where nothing is kept nothing is sent', async () => {
    serveAccounts()
    const kept = new Map<string, string>()
    const storage = webStorage({
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    })
    expect(await connect({ storage }).session.restore()).toBe(false)
    expect(server.asked).toHaveLength(0)
    await connect({ storage }).session.signIn(who)
    const reloaded = connect({ storage })
    expect(await reloaded.session.restore()).toBe(true)
    expect((await reloaded.me.get()).id).toBe(1)
    expect([...kept.values()].map((text) => JSON.parse(text).refresh_token)).toEqual(['r1'])
    await reloaded.session.signOut()
    expect(kept.size).toBe(0)
  })

  test('a page that is opened again and again renews nothing before it must', async () => {
    const accounts = serveAccounts()
    let kept: KeptTokens | null = null
    const storage: TokenStorage = {
      load: () => kept,
      save(tokens) {
        kept = tokens
      },
    }
    await connect({ storage }).session.signIn(who)
    for (const _ of [1, 2, 3]) {
      const page = connect({ storage })
      expect(await page.session.restore()).toBe(true)
      expect((await page.me.get()).id).toBe(1)
    }
    expect(accounts.refreshes).toEqual([])
    clock.advance(80_000)
    expect(await connect({ storage }).session.restore()).toBe(true)
    expect(accounts.refreshes).toEqual(['r1'])
  })

  test('what is kept and refused is renewed; what is no token at all is as good as nothing', async () => {
    const accounts = serveAccounts()
    const kept = new Map([['orderd.tokens', 'r1']])
    const storage = webStorage({
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    })
    const page = connect({ storage })
    expect(await page.session.restore()).toBe(false)
    await page.session.signIn(who)
    const tokens = JSON.parse(kept.get('orderd.tokens') ?? '')
    kept.set('orderd.tokens', JSON.stringify({ ...tokens, access_token: 'old' }))
    const reloaded = connect({ storage })
    expect(await reloaded.session.restore()).toBe(true)
    expect((await reloaded.me.get()).id).toBe(1)
    expect(accounts.refreshes).toEqual(['r1'])
  })

  test('two windows with one storage never use a refresh token twice', async () => {
    const accounts = serveAccounts()
    let kept: KeptTokens | null = null
    let last: Promise<unknown> = Promise.resolve()
    const storage: TokenStorage = {
      load: () => kept,
      save(tokens) {
        kept = tokens
      },
      exclusively<T>(work: () => Promise<T>): Promise<T> {
        const next = last.then(work, work)
        last = next
        return next
      },
    }
    const [one, two] = [connect({ storage }), connect({ storage })]
    await one.session.signIn(who)
    await two.session.restore()
    clock.advance(80_000)
    await Promise.all([one.session.restore(), one.me.get(), two.me.get()]).catch(() => {})
    clock.advance(80_000)
    await one.me.get()
    expect(new Set(accounts.refreshes).size).toBe(accounts.refreshes.length)
    expect([one.session.isSignedIn, two.session.isSignedIn]).toEqual([true, true])
  })
})

describe('two windows with one storage and no lock between them', () => {
  /** Two signed-in windows whose access token is over, and what they have stored. */
  async function windows() {
    const accounts = serveAccounts()
    let kept: KeptTokens | null = null
    const storage = {
      load: () => kept,
      save(tokens: KeptTokens | null) {
        kept = tokens
      },
    } satisfies TokenStorage
    const [one, two] = [connect({ storage }), connect({ storage })]
    await one.session.signIn(who)
    await two.session.restore()
    clock.advance(80_000)
    return { accounts, storage, one, two }
  }

  test('the one whose refresh is refused takes the tokens that the other has stored', async () => {
    const { accounts, one, two } = await windows()
    const [mine, yours] = await Promise.all([one.me.get(), two.me.get()])
    expect(accounts.refreshes).toEqual(['r1', 'r1'])
    expect([mine, yours]).toEqual([{ id: 1, token: 'a2' }, mine] as never)
    expect([one.session.isSignedIn, two.session.isSignedIn]).toEqual([true, true])
  })

  test('a late answer does not replace what the other has stored since', async () => {
    const { storage, two } = await windows()
    server.on('POST /users/refresh', () => {
      storage.save({ access_token: 'a3', refresh_token: 'r3', renew_at: clock.now() + 80_000 })
      return Response.json({ access_token: 'a2', refresh_token: 'r2', expires_in: 100 })
    })
    server.on('GET /users/me', ({ headers }) =>
      Response.json({ token: headers.get('authorization') }),
    )
    expect(await two.me.get()).toEqual({ token: 'Bearer a3' } as never)
    expect(storage.load()).toMatchObject({ refresh_token: 'r3' })
  })

  test('the one whose answer is late stays signed out after the other signed out', async () => {
    const { storage, two } = await windows()
    server.on('POST /users/refresh', async () => {
      storage.save(null)
      return Response.json({ access_token: 'a9', refresh_token: 'r9', expires_in: 100 })
    })
    expect(await errorOf(two.me.get())).toBeDefined()
    expect([storage.load(), two.session.isSignedIn]).toEqual([null, false])
  })

  test('what is stored and refused as well is the end of the session', async () => {
    const { accounts, storage, one } = await windows()
    accounts.refuse = () => {
      storage.save({ access_token: 'old', refresh_token: 'r0', renew_at: 0 })
      return problem(401, 'invalid_token')
    }
    expect(isSignedOut(await errorOf(one.me.get()))).toBe(true)
    expect(accounts.refreshes).toEqual(['r1', 'r0'])
    expect([storage.load(), one.session.isSignedIn]).toEqual([null, false])
  })
})

test('a base URL that is none is refused at once', () => {
  expect(() => createClient({ baseUrl: 'orders.example.com' })).toThrow(TypeError)
  expect(() => createClient({ baseUrl: 'ftp://orders.example.com' })).toThrow('http or https')
  expect(() => createClient()).toThrow('baseUrl is missing')
})
