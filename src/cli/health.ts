// `health` asks a running server whether it is ready, for Docker's HEALTHCHECK and for scripts.

import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { urlOf } from './url.ts'

const TIMEOUT_MS = 5_000

export async function run({ options, flags }: InvocationOf<'health'>, io: Io): Promise<number> {
  const base = options.url ?? urlOf(loadConfig(flags, io).config)
  const { isReady, detail } = await askReadiness(base)
  io.out(
    options.json ? jsonLine({ ready: isReady, url: base, detail }) : line(`${base}: ${detail}`),
  )
  return isReady ? EXIT.done : EXIT.failed
}

/** The readiness of the server at `base`. Never rejects. */
export async function askReadiness(base: string): Promise<{ isReady: boolean; detail: string }> {
  try {
    const response = await fetch(`${base.replace(/\/$/, '')}/readyz`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // Its own certificate may be for another name than this one.
      tls: { rejectUnauthorized: false },
    })
    const { status, detail } = (await response.json()) as { status?: unknown; detail?: string }
    if (response.ok && status === 'ok') return { isReady: true, detail: detail ?? 'ready' }
    return { isReady: false, detail: detail ?? 'another program answers there' }
  } catch (error) {
    return { isReady: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
