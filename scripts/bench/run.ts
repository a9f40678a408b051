// `bun run bench`: orderd beside its floors, in one run on one machine. Each figure is the median of
// several rounds; the ratios are what counts, absolute figures differ by machine.

import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'

const ROUNDS = 3

interface Target {
  port: number
  token: string
  id: string
}

interface Figures {
  perSecond: number
  p50Ms: number
  p99Ms: number
  failed: number
}

async function withServer<T>(mode: string, work: (target: Target) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-bench-'))
  const server = Bun.spawn(
    ['bun', join(import.meta.dir, 'server.ts'), mode, join(directory, 'orderd.db')],
    { stdout: 'pipe', stderr: 'inherit' },
  )
  try {
    const reader = server.stdout.getReader()
    const { value } = await reader.read()
    return await work(JSON.parse(new TextDecoder().decode(value)))
  } finally {
    server.kill()
    await server.exited
    rmSync(directory, { recursive: true, force: true })
  }
}

async function load(
  { port }: Target,
  job: { connections: number; requests: number; request: string },
): Promise<Figures> {
  const generator = Bun.spawn(['bun', join(import.meta.dir, 'load.ts')], {
    stdin: new Blob([JSON.stringify({ port, ...job })]),
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const figures: Figures = JSON.parse(await new Response(generator.stdout).text())
  if (figures.failed > 0) throw new Error(`${figures.failed} requests failed`)
  return figures
}

const order = JSON.stringify({
  email: 'bench@example.com',
  lines: ['TEA', 'CUP', 'POT'].map((sku) => ({ sku, quantity: 1 })),
})

const post = ({ token }: Target): string =>
  [
    'POST /orders HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${token}`,
    'Idempotency-Key: @KEY@',
    'Content-Type: application/json',
    `Content-Length: ${order.length}`,
    '',
    order,
  ].join('\r\n')

const get = ({ token, id }: Target): string =>
  `GET /orders/${id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`

interface Measure {
  name: string
  mode: string
  connections: number
  requests: number
  request: (target: Target) => string
}

const MEASURES: readonly Measure[] = [
  { name: 'place, 64 at once', mode: 'orderd', connections: 64, requests: 20_000, request: post },
  {
    name: 'place, 64 at once, one commit each',
    mode: 'one-by-one',
    connections: 64,
    requests: 4_000,
    request: post,
  },
  { name: 'place, one at a time', mode: 'orderd', connections: 1, requests: 1_000, request: post },
  { name: 'read', mode: 'orderd', connections: 64, requests: 40_000, request: get },
  { name: 'read, bare', mode: 'bare-read', connections: 64, requests: 40_000, request: get },
]

const results: Record<string, Figures> = {}
for (const { name, mode, request, ...job } of MEASURES) {
  const rounds = await withServer(mode, async (target) => {
    const all: Figures[] = []
    // The first round warms up and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      all.push(await load(target, { ...job, request: request(target) }))
    }
    return all.slice(1)
  })
  const median = rounds.sort((a, b) => a.perSecond - b.perSecond)[Math.floor(ROUNDS / 2)]
  if (median) results[name] = median
}

const rate = (name: string): number => results[name]?.perSecond ?? 0
const ratios = {
  'place to one commit each':
    rate('place, 64 at once') / rate('place, 64 at once, one commit each'),
  'read to bare': rate('read') / rate('read, bare'),
}
console.log(`Bun ${Bun.version}, ${cpus().length} x ${cpus()[0]?.model}`)
for (const [name, { perSecond, p50Ms, p99Ms }] of Object.entries(results)) {
  const times = `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`
  console.log(`${name.padEnd(36)} ${String(perSecond).padStart(7)}/s  ${times}`)
}
for (const [name, ratio] of Object.entries(ratios)) {
  console.log(`${name.padEnd(36)} ${ratio.toFixed(2)}`)
}
await Bun.write('bench/results.json', `${JSON.stringify({ results, ratios }, null, 2)}\n`)
