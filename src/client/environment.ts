// What the client needs of the place it runs in: fetch, WebSocket, timers, chance. All of it can be
// handed in, so that it runs in a browser, Node, Bun or Deno and in a test without waiting. Nothing
// else in this folder may touch a global.

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** As much of a WebSocket as the client uses. */
export interface Socket {
  send(text: string): void
  close(code?: number, reason?: string): void
  onopen: ((event: never) => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
  onerror: ((event: never) => void) | null
}

/** Any WebSocket class there is; their types agree on no more than this. */
export type SocketClass = new (url: string, protocols: string[]) => Pick<Socket, 'send' | 'close'>

export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

export interface Environment {
  fetch: Fetch
  /** null where there is none: then the client uses HTTP alone. */
  WebSocket: (new (url: string, protocols: string[]) => Socket) | null
  clock: Clock
  /** From 0 up to 1. */
  random: () => number
  /** Calls when the machine says that it has a network again; answers with how to stop that. */
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
    // Wrapped: a browser's fetch must be called as a plain function.
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
