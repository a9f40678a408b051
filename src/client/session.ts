// The session of the client: it stores tokens, renews them, and ends with them. A refresh token works once, so
// one renewal runs at a time, and `storage.exclusively` makes the windows of a browser take turns. Without locks
// two windows may renew at once: the server gives both the same successor for 10 s, and the tokens that another
// window stored are taken.

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
  /** Seconds from the response on. */
  expires_in: number
}

/** The tokens in storage, which outlive a reload. */
export interface StoredTokens {
  access_token: string
  refresh_token: string
  /** Epoch milliseconds after which the access token is renewed. */
  renew_at: number
}

/** A storage for the tokens of one session, such as webStorage(localStorage). */
export interface TokenStorage {
  load(): StoredTokens | null | Promise<StoredTokens | null>
  /** null removes them. */
  save(tokens: StoredTokens | null): void | Promise<void>
  /** Runs the work while no other user of the storage runs theirs. */
  exclusively?<T>(work: () => Promise<T>): Promise<T>
}

/** A token of elsewhere: an API key, or a function that returns the newest token. */
export type TokenSource = string | (() => string | Promise<string>)

export interface SessionOptions {
  token?: TokenSource
  credentials?: Credentials
  storage?: TokenStorage
}

export interface Session {
  readonly isSignedIn: boolean
  signIn(credentials: Credentials): Promise<void>
  /** Signs in by tokens of another response, such as that of a set-up link. */
  adopt(tokens: Tokens): Promise<void>
  /** Removes the tokens in any case; rejects where the server could not be reached. */
  signOut(): Promise<void>
  /** Ends all sessions of the account, also this one. Rejects and keeps the tokens where that failed. */
  signOutEverywhere(): Promise<void>
  /** Signs in by the tokens in storage. false: there are none, or they have ended. */
  restore(): Promise<boolean>
  /** Calls the listener after each sign-in and sign-out; returns what removes it. */
  onChange(listener: () => void): () => void
  /** A valid access token, renewed where needed; null: not signed in. */
  token(): Promise<string | null>
  /** An access token other than the `refused` one; null: not signed in. */
  renew(refused: string): Promise<string | null>
}

/** The share of a token's life after which it is renewed. */
const LIFE = 0.8

export function createSession(
  { token: source, credentials, storage }: SessionOptions,
  { send, clock }: { send: Send; clock: Clock },
): Session {
  let current: StoredTokens | null = null
  let renewing: Promise<string | null> | null = null
  /** The sign-out in progress: its session's tokens may be refused before its response comes. */
  let leaving: Promise<void> = Promise.resolve()
  /** Rises with each sign-in and sign-out: the response to an earlier renewal is ignored. */
  let era = 0
  const listeners = new Set<() => void>()
  const isGiven = source !== undefined

  function changed(): void {
    era += 1
    for (const listener of listeners) listener()
  }

  async function hold({ access_token, refresh_token, expires_in }: Tokens): Promise<void> {
    current = { access_token, refresh_token, renew_at: clock.now() + expires_in * 1000 * LIFE }
    await storage?.save(current)
  }

  async function forget(): Promise<void> {
    const wasSignedIn = current !== null
    current = null
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

  /** The current token of the given source. */
  const given = async (): Promise<string | null> =>
    typeof source === 'function' ? source() : (source ?? null)

  const isGood = ({ access_token, renew_at }: StoredTokens, refused: string | null): boolean =>
    access_token !== refused && clock.now() < renew_at

  function take(kept: StoredTokens): string {
    const isNew = current === null
    current = kept
    if (isNew) changed()
    return kept.access_token
  }

  /** One renewal at a time, for all callers. */
  function renewOnce(refused: string | null = null): Promise<string | null> {
    renewing ??= (storage?.exclusively ?? alone)(() => rotate(refused)).finally(() => {
      renewing = null
    })
    return renewing
  }

  async function rotate(refused: string | null): Promise<string | null> {
    const began = era
    for (let kept = await newest(); kept !== null; ) {
      // Another window has renewed them, or the page was reloaded.
      if (isGood(kept, refused)) return take(kept)
      const tokens = await exchange(kept.refresh_token)
      if (era !== began) return current?.access_token ?? null
      const stored = await newest()
      if (stored?.refresh_token !== kept.refresh_token) {
        kept = stored
        continue
      }
      if (tokens === null) break
      const isNew = current === null
      await hold(tokens)
      if (isNew) changed()
      return tokens.access_token
    }
    if (credentials === undefined) {
      await forget()
      return null
    }
    await signIn(credentials)
    return current?.access_token ?? null
  }

  const newest = async (): Promise<StoredTokens | null> => (storage ? storage.load() : current)

  /** null where the server refuses the token. A proxy's 401 has the code `unexpected` and rejects. */
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
    if (current === null) return credentials === undefined ? null : renewOnce()
    if (clock.now() < current.renew_at) return current.access_token
    const { access_token: old } = current
    return renewOnce().catch((error: unknown) => {
      // The old one has some time left; later requests get a 401.
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
    if (current !== null && current.access_token !== refused) return current.access_token
    return renewOnce(refused)
  }

  /** No renewal starts until `work` has ended. */
  function leave(work: () => Promise<void>): Promise<void> {
    const done = work()
    leaving = done.catch(() => {})
    return done
  }

  const signOut = (): Promise<void> =>
    leave(async () => {
      const accessToken = current?.access_token
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
      // The tokens stay, so that the caller can retry.
      if (!response.ok) throw await errorOf(response)
      await forget()
    })
  }

  return {
    get isSignedIn() {
      return isGiven || current !== null
    },
    signIn,
    adopt,
    signOut,
    signOutEverywhere,
    restore: async () => isGiven || current !== null || (await restoreFrom(storage, renewOnce)),
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
