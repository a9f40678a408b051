// The port for metrics alone: loopback, where no proxy of the shop leads.

import { Failure } from './failure.ts'

export interface MetricsPort {
  url: string
  stop(): Promise<void>
}

const HOST = '127.0.0.1'

/** A taken port is exit code 1. */
export function openMetricsPort(
  port: number,
  handle: (request: Request) => Promise<Response>,
): MetricsPort {
  try {
    const server = Bun.serve({ hostname: HOST, port, reusePort: false, fetch: handle })
    return { url: `http://${HOST}:${server.port}/metrics`, stop: () => server.stop(true) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure(`cannot listen on ${HOST}, port ${port}, for metrics: ${why}`)
  }
}
