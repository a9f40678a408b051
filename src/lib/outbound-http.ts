// A request to an address that a user gave: to the checked address, once, with a time limit and a limit for the
// response. It follows no redirect and does not throw: failures are results.

import { AddressRefused, type AddressRules } from './outbound-address.ts'

export interface Posted {
  /** null where no response came. */
  status: number | null
  /** The reason for no response, as a sentence; null where there is one. */
  error: string | null
  /** The beginning of the response. */
  response: string | null
  duration_ms: number
}

interface Message {
  url: string
  headers: Record<string, string>
  body: string
}

interface Options {
  addresses: AddressRules
  timeoutMs?: number
}

export type Post = (message: Message, signal: AbortSignal) => Promise<Posted>

const TIMEOUT_MS = 15_000
/** Bytes that are read, so that the connection can be used again, and bytes that are kept. */
const READ_MAX_BYTES = 64 * 1024
const KEPT_BYTES = 1024

export function createPost({ addresses, timeoutMs = TIMEOUT_MS }: Options): Post {
  return async ({ url, headers, body }, stopped) => {
    const beganMs = performance.now()
    const took = () => Math.round(performance.now() - beganMs)
    const timeUp = new AbortController()
    const timer = setTimeout(() => timeUp.abort(), timeoutMs)
    const signal = AbortSignal.any([timeUp.signal, stopped])
    try {
      const target = new URL(url)
      const response = await send(target, await addresses.pin(target), { headers, body, signal })
      return {
        status: response.status,
        error: null,
        response: await beginningOf(response),
        duration_ms: took(),
      }
    } catch (error) {
      const why = timeUp.signal.aborted ? `No answer within ${timeoutMs / 1000} s.` : reason(error)
      return { status: null, error: why, response: null, duration_ms: took() }
    } finally {
      clearTimeout(timer)
    }
  }
}

interface Sending {
  headers: Record<string, string>
  body: string
  signal: AbortSignal
}

/** Connects to the pinned address with the name in the Host header and for the certificate. */
function send(url: URL, address: string, { headers, body, signal }: Sending): Promise<Response> {
  const pinned = new URL(url)
  pinned.hostname = address.includes(':') ? `[${address}]` : address
  const isName = pinned.hostname !== url.hostname
  return fetch(pinned, {
    method: 'POST',
    headers: { ...headers, host: url.host, 'accept-encoding': 'identity' },
    body,
    signal,
    redirect: 'manual',
    decompress: false,
    ...(isName && url.protocol === 'https:' ? { tls: { serverName: url.hostname } } : {}),
  })
}

/** The beginning of a response, also of one that breaks off or has no end. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return ''
  const kept: Uint8Array[] = []
  let read = 0
  const reader = body.getReader()
  try {
    while (read < READ_MAX_BYTES) {
      const { value, done } = await reader.read()
      if (done) return text(kept)
      if (read < KEPT_BYTES) kept.push(value.subarray(0, KEPT_BYTES - read))
      read += value.byteLength
    }
    await reader.cancel()
  } catch {
    // The status came; the rest of the body is not needed.
  }
  return text(kept)
}

/** No database column takes NUL. */
const text = (chunks: readonly Uint8Array[]): string =>
  new TextDecoder().decode(Buffer.concat(chunks)).replaceAll('\0', '\uFFFD')

function reason(error: unknown): string {
  if (error instanceof AddressRefused) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? `The connection failed: ${code}.` : 'The connection failed.'
}
