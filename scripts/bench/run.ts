// `bun run bench`: orderd beside its floors, in one run on one machine. A figure is the median of several
// rounds. The compared servers take turns, round by round, so that other load on the machine meets all
// alike. The ratios count; absolute figures differ by machine.

import { cpus } from 'node:os'
import { importsPerSecond } from './imports.ts'
import { bareLive, liveRatios, measureLive, orderdLive } from './live.ts'
import { type Figures, load, type Target, withServer } from './target.ts'

const ROUNDS = 5

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

const get =
  (pathOf: (target: Target) => string) =>
  (target: Target): string =>
    `GET ${pathOf(target)} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${target.token}\r\n\r\n`

interface Contest {
  name: string
  /** The servers beside orderd, by the name of their ratio. */
  beside: Record<string, string>
  connections: number
  requests: number
  request: (target: Target) => string
  /** Of many at once how many are done; of one at a time how long it takes. */
  by: 'perSecond' | 'p50Ms'
}

const CONTESTS: readonly Contest[] = [
  {
    name: 'place, 64 at once',
    beside: { bare: 'bare-place', 'one commit each': 'one-by-one' },
    connections: 64,
    requests: 6_000,
    request: post,
    by: 'perSecond',
  },
  {
    name: 'place, one at a time',
    beside: { bare: 'bare-place' },
    connections: 1,
    requests: 500,
    request: post,
    by: 'p50Ms',
  },
  {
    name: 'read',
    beside: { bare: 'bare-reads' },
    connections: 64,
    requests: 20_000,
    request: get(({ id }) => `/orders/${id}`),
    by: 'perSecond',
  },
  {
    name: 'list',
    beside: { bare: 'bare-reads' },
    connections: 64,
    requests: 2_000,
    request: get(() => '/orders?status=pending&limit=50'),
    by: 'perSecond',
  },
]

const results: Record<string, Figures> = {}
const ratios: Record<string, number> = {}

function medianOf<T>(all: readonly T[], by: (one: T) => number): T {
  const middle = all.toSorted((a, b) => by(a) - by(b))[Math.floor(all.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

/** All sides of a contest are up at once, and only one of them is asked at a time. */
async function withServers<T>(
  modes: readonly string[],
  work: (targets: readonly Target[]) => Promise<T>,
  targets: readonly Target[] = [],
): Promise<T> {
  const [mode, ...rest] = modes
  if (mode === undefined) return work(targets)
  return withServer(mode, (target) => withServers(rest, work, [...targets, target]))
}

async function hold({ name, beside, request, by, ...job }: Contest): Promise<void> {
  const names = ['orderd', ...Object.keys(beside)]
  const sides: Figures[][] = names.map(() => [])
  await withServers(['orderd', ...Object.values(beside)], async (targets) => {
    // The first round warms up and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [i, target] of targets.entries()) {
        const figures = await load(target, { ...job, request: request(target) })
        if (round > 0) sides[i]?.push(figures)
      }
    }
  })
  const [own = []] = sides
  for (const [i, side] of sides.entries()) {
    const label = i === 0 ? name : `${name}, ${names[i]}`
    results[label] = medianOf(side, (figures) => figures[by])
    if (i === 0) continue
    const pairs = side.map((figures, round) => (own[round]?.[by] ?? 0) / figures[by])
    ratios[`${name} to ${names[i]}`] = medianOf(pairs, (ratio) => ratio)
  }
}

for (const contest of CONTESTS) await hold(contest)
const imports = await withServer('orderd', importsPerSecond)
const live = {
  orderd: await measureLive(orderdLive(post)),
  bare: await measureLive(bareLive),
}
Object.assign(ratios, liveRatios(live.orderd, live.bare))

console.log(`Bun ${Bun.version}, ${cpus().length} x ${cpus()[0]?.model}`)
for (const [name, { perSecond, p50Ms, p99Ms }] of Object.entries(results)) {
  const times = `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`
  console.log(`${name.padEnd(36)} ${String(perSecond).padStart(7)}/s  ${times}`)
}
for (const [lines, perSecond] of Object.entries(imports)) {
  console.log(`${`import, orders of ${lines}`.padEnd(36)} ${String(perSecond).padStart(7)}/s`)
}
for (const [name, figures] of Object.entries(live)) {
  for (const [what, figure] of Object.entries(figures)) {
    console.log(`${`live, ${name}: ${what}`.padEnd(36)} ${figure.toFixed(1).padStart(9)}`)
  }
}
for (const [name, ratio] of Object.entries(ratios)) {
  console.log(`${name.padEnd(36)} ${ratio.toFixed(2)}`)
}
const found = { results, imports, live, ratios }
await Bun.write('bench/results.json', `${JSON.stringify(found, null, 2)}\n`)
