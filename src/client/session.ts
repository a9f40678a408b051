// Who the client is: the one place that holds tokens, renews them and knows when they are over. A
// refresh token works once, so this window renews one at a time, and `storage.exclusively` makes the
// windows of a browser take turns. Where a browser has no lock, two windows may renew at the same time:
// the server gives both the same successor for 10 s, and what another window has stored since counts.

import type { Clock } from './environment.ts'
import type { Send } from './http.ts'
import {
  errorOf,
  isInvalid,
  isSignedOut,
  networkError,
  OrderdError,
  unexpected,
} from './problem.ts'

export interface Credentials {
  email: string
  password: string
}

export interface Tokens {
  access_token: string
  refresh_token: string
  /** Seconds. */
  expires_in: number
}

/** What outlives a reload. */
export interface KeptTokens {
  access_token: string
  refresh_token: string
  /** Epoch milliseconds; before then the access token is good. */
  renew_at: number
}

export interface TokenStorage {
  load(): KeptTokens | null | Promise<KeptTokens | null>
  /** null forgets them. */
  save(tokens: KeptTokens | null): void | Promise<void>
  /** Runs the work while no other holder of the same storage runs theirs. */
  exclusively?<T>(work: () => Promise<T>): Promise<T>
}

/** A token that is made elsewhere: an API key, or a function that knows the newest one. */
export type TokenSource = string | (() => string | Promise<string>)

export interface SessionOptions {
  token?: TokenSource
  credentials?: Credentials
  storage?: TokenStorage
}

export interface Session {
  readonly isSignedIn: boolean
  signIn(credentials: Credentials): Promise<void>
  /** Takes tokens that came another way (a set-up link). */
  adopt(tokens: Tokens): Promise<void>
  /** Forgets the tokens in any case; throws where the server could not be told. */
  signOut(): Promise<void>
  /** Ends every session of the account, this one too. Throws, and forgets nothing, where that failed. */
  signOutEverywhere(): Promise<void>
  /** Signs in by what the storage kept. Sends nothing where it kept nothing. */
  restore(): Promise<boolean>
  /** Called whenever somebody signed in or out. */
  onChange(listener: () => void): () => void
  /** A token that is good for a while, or null. */
  token(): Promise<string | null>
  /** One that is not `refused`, or null. Never throws where only the server is away. */
  renew(refused: string): Promise<string | null>
}

/** Renewed when this much of its life is over, and at least so long before its end. */
const LIFE = 0.8

export function createSession(
  { token: source, credentials, storage }: SessionOptions,
  { send, clock }: { send: Send; clock: Clock },
): Session {
  let held: KeptTokens | null = null
  let renewing: Promise<string | null> | null = null
  /** A sign-out under way. What it ends is refused before its own answer is here. */
  let leaving: Promise<void> = Promise.resolve()
  /** Rises with every sign-in and sign-out: what was asked for before it does not count. */
  let era = 0
  const listeners = new Set<() => void>()
  const isGiven = source !== undefined

  function changed(): void {
    era += 1
    for (const listener of listeners) listener()
  }

  async function hold({ access_token, refresh_token, expires_in }: Tokens): Promise<void> {
    held = { access_token, refresh_token, renew_at: clock.now() + expires_in * 1000 * LIFE }
    await storage?.save(held)
  }

  async function forget(): Promise<void> {
    const wasSignedIn = held !== null
    held = null
    await storage?.save(null)
    if (wasSignedIn) changed()
  }

  async function post(path: string, json: unknown): Promise<Tokens> {
    const response = await send({ method: 'POST', path, json })
    if (!response.ok) throw await errorOf(response)
    return readTokens(response)
  }

  async function adopt(tokens: Tokens): Promise<void> {
    await hold(tokens)
    changed()
  }

  const signIn = async ({ email, password }: Credentials): Promise<void> =>
    adopt(await post('/users/login', { email, password }))

  /** The token a given source has now. */
  const given = async (): Promise<string | null> =>
    typeof source === 'function' ? source() : (source ?? null)

  const isGood = ({ access_token, renew_at }: KeptTokens, refused: string | null): boolean =>
    access_token !== refused && clock.now() < renew_at

  function take(kept: KeptTokens): string {
    const isNew = held === null
    held = kept
    if (isNew) changed()
    return kept.access_token
  }

  /** One renewal at a time, whoever asks. */
  function renewOnce(refused: string | null = null): Promise<string | null> {
    renewing ??= (storage?.exclusively ?? alone)(() => rotate(refused)).finally(() => {
      renewing = null
    })
    return renewing
  }

  async function rotate(refused: string | null): Promise<string | null> {
    const began = era
    for (let kept = await newest(); kept !== null; ) {
      // Another window has renewed them, or this page was only opened again.
      if (isGood(kept, refused)) return take(kept)
      const tokens = await exchange(kept.refresh_token)
      if (era !== began) return held?.access_token ?? null
      const stored = await newest()
      if (stored?.refresh_token !== kept.refresh_token) {
        kept = stored
        continue
      }
      if (tokens === null) break
      const isNew = held === null
      await hold(tokens)
      if (isNew) changed()
      return tokens.access_token
    }
    if (credentials === undefined) {
      await forget()
      return null
    }
    await signIn(credentials)
    return held?.access_token ?? null
  }

  const newest = async (): Promise<KeptTokens | null> => (storage ? storage.load() : held)

  /** null where the server refuses the token; a 401 of something in between is none of its words. */
  async function exchange(refreshToken: string): Promise<Tokens | null> {
    try {
      return await post('/users/refresh', { refresh_token: refreshToken })
    } catch (error) {
      const isRefused = (isSignedOut(error) && error.code !== 'unexpected') || isInvalid(error)
      if (isRefused) return null
      throw error
    }
  }

  async function token(): Promise<string | null> {
    if (isGiven) return given()
    if (held === null) return credentials === undefined ? null : renewOnce()
    if (clock.now() < held.renew_at) return held.access_token
    const { access_token: old } = held
    return renewOnce().catch((error: unknown) => {
      // The old one has some time left; whoever uses it is told when it has not.
      if (error instanceof OrderdError) return old
      throw error
    })
  }

  async function renew(refused: string): Promise<string | null> {
    if (isGiven) {
      const newest = await given()
      return newest === refused ? null : newest
    }
    await leaving
    if (held !== null && held.access_token !== refused) return held.access_token
    return renewOnce(refused)
  }

  /** Nothing is renewed meanwhile. */
  function leave(work: () => Promise<void>): Promise<void> {
    const done = work()
    leaving = done.catch(() => {})
    return done
  }

  const signOut = (): Promise<void> =>
    leave(async () => {
      const accessToken = held?.access_token
      try {
        if (accessToken === undefined) return
        const headers = { authorization: `Bearer ${accessToken}` }
        const response = await send({ method: 'POST', path: '/users/logout', headers })
        if (!response.ok && response.status !== 401) throw await errorOf(response)
      } finally {
        await forget()
      }
    })

  async function signOutEverywhere(): Promise<void> {
    const accessToken = await token()
    await leave(async () => {
      const headers = { authorization: `Bearer ${accessToken}` }
      const response = await send({ method: 'DELETE', path: '/users/me/sessions', headers })
      // Not even here: it has to be tried again.
      if (!response.ok) throw await errorOf(response)
      await forget()
    })
  }

  return {
    get isSignedIn() {
      return isGiven || held !== null
    },
    signIn,
    adopt,
    signOut,
    signOutEverywhere,
    restore: async () => isGiven || held !== null || (await restoreFrom(storage, renewOnce)),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    token,
    renew,
  }
}

/** Throws OrderdError: `network` for an answer that broke off, `unexpected` for one of another server. */
async function readTokens(response: Response): Promise<Tokens> {
  const text = await response.text().catch((error: unknown) => {
    throw networkError(error)
  })
  const tokens = tokensIn(text)
  if (tokens === null) throw unexpected(response.status)
  return tokens
}

function tokensIn(text: string): Tokens | null {
  try {
    const tokens = JSON.parse(text) as Partial<Tokens> | null
    const { access_token, refresh_token, expires_in } = tokens ?? {}
    const areTexts = typeof access_token === 'string' && typeof refresh_token === 'string'
    return areTexts && typeof expires_in === 'number' ? (tokens as Tokens) : null
  } catch {
    return null
  }
}

const alone = <T>(work: () => Promise<T>): Promise<T> => work()

async function restoreFrom(
  storage: TokenStorage | undefined,
  renew: () => Promise<string | null>,
): Promise<boolean> {
  if (storage === undefined || (await storage.load()) === null) return false
  return (await renew()) !== null
}
