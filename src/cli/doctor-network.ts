// The doctor's rows of ports, HTTPS and proxies.

import { isLoopbackHost } from '#lib/proxies.ts'
import type { Check, Patient, Seen } from './doctor-check.ts'
import { EXIT } from './failure.ts'
import { askReadiness } from './health.ts'
import { urlOf } from './url.ts'

const SOCKET_MS = 5_000

/** The error of a server that cannot listen there; null: it can. */
async function whyNotFree(hostname: string, port: number): Promise<string | null> {
  try {
    const server = Bun.serve({ hostname, port, reusePort: false, fetch: () => new Response() })
    await server.stop(true)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function lookAtPort({ config }: Patient): Promise<Seen> {
  const { host, port } = config
  const why = await whyNotFree(host, port)
  if (why === null) return { well: `${host}:${port} is free` }
  const { isReady, detail } = await askReadiness(urlOf(config))
  return isReady ? { well: 'an orderd answers there' } : { fault: `${why} (/readyz: ${detail})` }
}

/** Clients reach a proxy or orderd itself by HTTPS. */
const isBehindHttps = ({ config: { tlsCert, trustProxy } }: Patient): boolean =>
  tlsCert !== null || trustProxy.length > 0

const HTTPS =
  'set ORDERD_TLS_CERT and ORDERD_TLS_KEY, or ORDERD_TRUST_PROXY to the address of the proxy'

export const NETWORK_CHECKS: readonly Check[] = [
  {
    check: 'port',
    look: lookAtPort,
    mend: 'stop what has it, or choose another with --port; --host is an address of this machine',
  },
  {
    check: 'metrics port',
    async look({ config: { metricsPort, port, host } }) {
      if (metricsPort === null) return null
      if (metricsPort === port && port !== 0) return { fault: `${port} is the port of the server` }
      const why = await whyNotFree('127.0.0.1', metricsPort)
      // A running orderd has both.
      const isOurs = why !== null && (await whyNotFree(host, port)) !== null
      return why === null || isOurs ? { well: `127.0.0.1:${metricsPort}` } : { fault: why }
    },
    mend: 'stop what has it, or choose another with --metrics-port',
  },
  {
    check: 'https',
    look(patient) {
      if (isBehindHttps(patient)) return { well: 'by orderd or by a trusted proxy' }
      return patient.config.requireHttps === 'off'
        ? null
        : { fault: 'every request is refused: there is no certificate and no trusted proxy' }
    },
    mend: HTTPS,
    exitCode: EXIT.config,
  },
  {
    check: 'plain http',
    look(patient) {
      const { requireHttps, host } = patient.config
      const isSafe = isBehindHttps(patient) || requireHttps !== 'off' || isLoopbackHost(host)
      return isSafe ? null : { fault: `passwords come in plain to ${host}` }
    },
    mend: HTTPS,
    level: 'warning',
  },
  {
    check: 'proxy',
    look(patient) {
      const { publicUrl, trustProxy } = patient.config
      const all = trustProxy.filter((network) => network.endsWith('/0'))
      if (all.length > 0) return { fault: `${all.join(', ')}: every client can name its address` }
      if (publicUrl?.startsWith('https:') !== true || isBehindHttps(patient)) return null
      return { fault: `every client of ${publicUrl} counts as the one address of its proxy` }
    },
    mend: 'set ORDERD_TRUST_PROXY to the address of the proxy, and to that alone',
    level: 'warning',
  },
  {
    check: 'live updates',
    async look({ config, isLive }) {
      if (!isLive) return null
      const url = config.publicUrl ?? urlOf(config)
      const { isReady, detail } = await askReadiness(url)
      if (!isReady) return { fault: `${url}: ${detail}` }
      const isOpen = await opensSocket(url)
      return isOpen
        ? { well: `${url} answers, and opens sockets` }
        : { fault: `${url} answers, and opens no socket` }
    },
    mend: 'start the server; let the proxy pass Upgrade and Connection on (docs/deploy.md)',
  },
]

async function opensSocket(url: string): Promise<boolean> {
  const address = `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/realtime`
  const { promise, resolve } = Promise.withResolvers<boolean>()
  // Bun's own option: its certificate may be for another name.
  const options: object = { protocols: ['orderd.v1'], tls: { rejectUnauthorized: false } }
  const socket = new WebSocket(address, options)
  const timer = setTimeout(resolve, SOCKET_MS, false)
  socket.onopen = () => resolve(true)
  socket.onerror = () => resolve(false)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    socket.close()
  }
}
