// The environment of the client: fetch, WebSocket, timers, randomness. Each can be given, so that it runs in
// browsers, Node, Bun, Deno and tests. The other files use no globals but crypto and Web Storage.

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** The members of a WebSocket that the client uses. */
export interface Socket {
  send(text: string): void
  close(code?: number, reason?: string): void
  onopen: ((event: never) => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
  onerror: ((event: never) => void) | null
}

/** A WebSocket class; the types of platforms share only these members. */
export type SocketClass = new (url: string, protocols: string[]) => Pick<Socket, 'send' | 'close'>

export interface Clock {
  /** Milliseconds, for differences only. */
  now(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

export interface Environment {
  fetch: Fetch
  /** null: the client uses HTTP alone. */
  WebSocket: (new (url: string, protocols: string[]) => Socket) | null
  clock: Clock
  /** A number in [0, 1). */
  random: () => number
  /** Calls the listener when the machine is online again; returns what removes it. */
  onOnline: (listener: () => void) => () => void
}

export interface EnvironmentOptions extends Partial<Omit<Environment, 'WebSocket'>> {
  WebSocket?: SocketClass | null
}

const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
}

export function createEnvironment(options: EnvironmentOptions): Environment {
  const { WebSocket = (globalThis as { WebSocket?: SocketClass }).WebSocket ?? null } = options
  return {
    // Wrapped, since a browser's fetch throws when it is called as a method.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    WebSocket: WebSocket as Environment['WebSocket'],
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    onOnline: options.onOnline ?? onBrowserOnline,
  }
}

interface EventSink {
  addEventListener?: (type: string, listener: () => void) => void
  removeEventListener?: (type: string, listener: () => void) => void
}

function onBrowserOnline(listener: () => void): () => void {
  const sink = globalThis as EventSink
  sink.addEventListener?.('online', listener)
  return () => sink.removeEventListener?.('online', listener)
}

/** Resolves after `ms`, or rejects with the signal's reason. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clock.clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}
