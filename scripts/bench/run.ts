// `bun run bench`: orderd beside its floors, in one run on one machine. Each figure is the median of
// several rounds; the ratios are what counts, absolute figures differ by machine.

import { cpus } from 'node:os'
import { bareLive, liveRatios, measureLive, orderdLive } from './live.ts'
import { type Figures, load, type Target, withServer } from './target.ts'

const ROUNDS = 3

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
const live = {
  orderd: await measureLive(orderdLive(post)),
  bare: await measureLive(bareLive),
}
const ratios = {
  'place to one commit each':
    rate('place, 64 at once') / rate('place, 64 at once, one commit each'),
  'read to bare': rate('read') / rate('read, bare'),
  ...liveRatios(live.orderd, live.bare),
}
console.log(`Bun ${Bun.version}, ${cpus().length} x ${cpus()[0]?.model}`)
for (const [name, { perSecond, p50Ms, p99Ms }] of Object.entries(results)) {
  const times = `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`
  console.log(`${name.padEnd(36)} ${String(perSecond).padStart(7)}/s  ${times}`)
}
for (const [name, figures] of Object.entries(live)) {
  for (const [what, figure] of Object.entries(figures)) {
    console.log(`${`live, ${name}: ${what}`.padEnd(36)} ${figure.toFixed(1).padStart(9)}`)
  }
}
for (const [name, ratio] of Object.entries(ratios)) {
  console.log(`${name.padEnd(36)} ${ratio.toFixed(2)}`)
}
await Bun.write('bench/results.json', `${JSON.stringify({ results, live, ratios }, null, 2)}\n`)
