// The real application on a real database, with a clock that a test moves and ids that it can
// foretell. Requests go through app.handle, the same path as a socket's.

import { type App, buildApp, prepareShop } from '#app.ts'
import type { BackupDirectory } from '#db/backup/backup-directory.ts'
import type { Db } from '#db/port.ts'
import { ensureEpoch } from '#events/epoch.ts'
import { startTail, type Tail } from '#events/tail.ts'
import { type Config, parseConfig } from '#lib/config.ts'
import { randomToken, sha256Hex } from '#lib/crypto.ts'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { hashPassword } from '#lib/passwords.ts'
import type { Tracing } from '#lib/tracing.ts'
import { openSession } from '#modules/sessions/commands.ts'
import { registerUser as createAccount, updateUserByAdmin } from '#modules/users/commands.ts'
import { type FakeClock, fakeClock } from './clock.ts'
import { type Document, undocumented } from './document.ts'
import { countingIds } from './ids.ts'
import { keepLog } from './kept-logs.ts'

export interface Answered {
  status: number
  headers: Headers
  /** Parsed JSON, or null where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
  body: any
  text: string
}

export interface RequestOptions {
  /** An access token or an API key. */
  as?: string | undefined
  headers?: Record<string, string> | undefined
}

export interface Api {
  get(path: string, options?: RequestOptions): Promise<Answered>
  delete(path: string, options?: RequestOptions): Promise<Answered>
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answered>
  put(path: string, body?: unknown, options?: RequestOptions): Promise<Answered>
  patch(path: string, body?: unknown, options?: RequestOptions): Promise<Answered>
  /** Anything else: a raw body, another method, another content type. */
  send(method: string, path: string, init?: RequestInit & RequestOptions): Promise<Answered>
}

export interface TestApp {
  app: App
  api: Api
  clock: FakeClock
  tail: Tail
  db: Db
  execute: ReturnType<typeof buildApp>['execute']
  authentication: ReturnType<typeof buildApp>['authentication']
  /** An access token for whoever the claims name. */
  mint: ReturnType<typeof buildApp>['tokens']['sign']
  live: ReturnType<typeof buildApp>['live']
  drain: () => void
  /** Everything that was logged, a line each. */
  logged: string[]
}

/** As in production, except that nobody is throttled unless a test asks for it. */
export function testConfig(env: Record<string, string> = {}): Config {
  const parsed = parseConfig({
    flags: {},
    env: { ORDERD_RATE_LIMIT_AUTH: 'off', ORDERD_RATE_LIMIT_USER: 'off', ...env },
    readFile: () => {
      throw new Error('a test reads no secret file')
    },
  })
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'))
  return parsed.ok
}

export const SECRET = 'a secret that only the tests of orderd know: 8Wq2'
export const PASSWORD = 'correct horse battery'

/** Tokens, keys and webhook secrets are answered once; these are never. */
const NEVER_ANSWERED = new RegExp(`${PASSWORD}|${SECRET}|\\$argon2|\\$2[aby]\\$\\d\\d\\$`)

export async function testApp(
  db: Db,
  options: {
    env?: Record<string, string>
    secrets?: string[]
    clock?: FakeClock
    /** None, as on PostgreSQL, unless a test is about them. */
    backups?: BackupDirectory
    tracing?: Tracing
  } = {},
): Promise<TestApp> {
  const clock = options.clock ?? fakeClock()
  const logged: string[] = []
  const write = (line: string) => {
    logged.push(line)
    keepLog(line)
  }
  const log = createLog({ level: 'info', format: 'json', write })
  const tail = await startTestTail(db, (error) => log.error('tail', { error }))
  const config = testConfig(options.env)
  const ids = countingIds()
  await prepareShop({ db, clock, ids, config })
  const { app, tokens, ...rest } = buildApp({
    db,
    clock,
    ids,
    log,
    config,
    tail,
    backups: options.backups ?? null,
    tracing: options.tracing ?? null,
    secrets: options.secrets ?? [SECRET],
  })
  return { app, api: apiOf(app, tail), clock, tail, db, logged, mint: tokens.sign, ...rest }
}

/** Stops by itself when the test's database is closed. */
async function startTestTail(db: Db, onError: (error: unknown) => void): Promise<Tail> {
  await ensureEpoch(db)
  const tail = await startTail({ db, onError })
  const timer = setInterval(() => void tail.poll(), 200)
  const close = db.close.bind(db)
  db.close = () => {
    clearInterval(timer)
    tail.stop()
    return close()
  }
  return tail
}

// Test files may load this module more than once in one process; the document is one all the same.
const shared = globalThis as { orderdTestDocument?: Promise<Document> }

function documentOf(app: App): Promise<Document> {
  shared.orderdTestDocument ??= app
    .handle(new Request('http://localhost/docs/json'))
    .then((response) => response.json() as Promise<Document>)
  return shared.orderdTestDocument
}

function apiOf(app: App, tail: Tail): Api {
  const send: Api['send'] = async (method, path, { as, headers, ...init } = {}) => {
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: { ...(as === undefined ? {} : { authorization: `Bearer ${as}` }), ...headers },
      ...init,
    })
    const response = await app.handle(request)
    // PostgreSQL numbers events after the commit; the next request of a test finds them in the log.
    if (method !== 'GET' && response.ok) await tail.poll()
    const text = await response.text()
    const { status } = response
    const contentType = response.headers.get('content-type')
    const isJson = /[/+]json\b/.test(contentType ?? '')
    const body = isJson && text !== '' ? JSON.parse(text) : null
    const faults = undocumented(await documentOf(app), { method, path, status, contentType, body })
    if (NEVER_ANSWERED.test(text)) faults.push('it holds a password, a hash or the signing secret')
    if (faults.length > 0) throw new Error(`${method} ${path} ${status}: ${faults.join('; ')}`)
    return { status, headers: response.headers, text, body }
  }
  const withBody =
    (method: string) =>
    (path: string, body: unknown = {}, { as, headers }: RequestOptions = {}) =>
      send(method, path, {
        as,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
  return {
    send,
    get: (path, options) => send('GET', path, options),
    delete: (path, options) => send('DELETE', path, options),
    post: withBody('POST'),
    put: withBody('PUT'),
    patch: withBody('PATCH'),
  }
}

export interface Person {
  id: number
  name: string
  email: string
  token: string
  refresh: string
}

let people = 0

/** Hashed once for the whole run: what a test wants is a person, not an argon2 measurement. */
const passwordHash = hashPassword(PASSWORD)

const OPERATOR = { caller: { kind: 'operator' }, requestId: 'test' } as const

/**
 * A person who is signed in; a `user` until an admin says otherwise. Registration and sign-in by HTTP
 * have tests of their own; this takes the same commands behind them.
 */
export async function registerUser(
  { execute, mint, clock }: Pick<TestApp, 'execute' | 'mint' | 'clock'>,
  given: { name?: string; email?: string; password?: string } = {},
): Promise<Person> {
  people++
  const { name = `Person ${people}`, email = `person${people}@example.com`, password } = given
  const hash = await (password === undefined ? passwordHash : hashPassword(password))
  const account = { name, email, password_hash: hash }
  const { id } = JSON.parse((await execute(createAccount, account, OPERATOR)).text)
  const refresh = randomToken()
  const session = {
    session_id: newId('ses'),
    user_id: id,
    password_hash: hash,
    better_hash: null,
    user_agent: null,
    address: null,
    refresh_hash: sha256Hex(refresh),
    refresh_expires_at: clock.now() + 30 * DAY_MS,
  }
  await execute(openSession, session, OPERATOR)
  const token = await mint({
    user_id: id,
    session_id: session.session_id,
    expires_at: clock.now() + 15 * 60_000,
  })
  return { id, name, email, token, refresh }
}

const DAY_MS = 86_400_000

export async function signIn(
  { api }: Pick<TestApp, 'api'>,
  email: string,
  password: string = PASSWORD,
): Promise<{ token: string; refresh: string }> {
  const { status, body, text } = await api.post('/users/login', { email, password })
  if (status !== 200) throw new Error(`sign-in failed: ${text}`)
  return { token: body.access_token, refresh: body.refresh_token }
}

/** A person of that role, made so by the operator. */
export async function createPerson(
  app: TestApp,
  role: 'admin' | 'editor',
  given: { name?: string; email?: string } = {},
): Promise<Person> {
  const person = await registerUser(app, given)
  await app.execute(
    updateUserByAdmin,
    { id: person.id, role },
    { caller: { kind: 'operator' }, requestId: 'test' },
  )
  return person
}

export const createAdmin = (app: TestApp, given?: { name?: string; email?: string }) =>
  createPerson(app, 'admin', given)

export const createEditor = (app: TestApp, given?: { name?: string; email?: string }) =>
  createPerson(app, 'editor', given)
