// Rows of single requests: placing, reading, listing, the board.

import { type Bench, withSides } from './bench.ts'
import { inTurns, type Measure, measure, OWN, pick, type Side } from './figures.ts'
import { listPage, place, placePaid, readOne } from './requests.ts'
import { type LoadFigures, load, loadSnapshots, type Target } from './target.ts'

interface Requests {
  connections: number
  requests: number
  request: (target: Target) => string
}

const sized = ({ scale }: Bench, requests: number): number => Math.ceil(requests * scale)

/** The same load on each side, in turns. */
function loads(
  bench: Bench,
  sides: Record<Side, Target>,
  { connections, requests, request }: Requests,
): Promise<Record<Side, LoadFigures[]>> {
  const count = sized(bench, requests)
  const runs = Object.entries(sides).map(([side, target]) => {
    const job = { connections, requests: count, request: request(target) }
    return [side, () => load(target, job)] as const
  })
  return inTurns(Object.fromEntries(runs), bench.rounds)
}

const PLACE = { connections: 64, requests: 6_000, request: place }

export const placeMany = (bench: Bench): Promise<Measure[]> =>
  withSides(bench, { floor: 'place' }, async (sides) => {
    const found = await loads(bench, sides, PLACE)
    return [
      measure(
        'place, 64 connections',
        'orders/s',
        pick(found, (one) => one.perSecond),
      ),
      measure(
        'place, 64 connections, p50',
        'ms',
        pick(found, (one) => one.p50Ms),
      ),
      measure(
        'place, 64 connections, p99',
        'ms',
        pick(found, (one) => one.p99Ms),
      ),
    ]
  })

export const placeOne = (bench: Bench): Promise<Measure[]> =>
  withSides(bench, { floor: 'place' }, async (sides) => {
    const found = await loads(bench, sides, { ...PLACE, connections: 1, requests: 500 })
    return [
      measure(
        'place, one at a time, p50',
        'ms',
        pick(found, (one) => one.p50Ms),
      ),
    ]
  })

/** Placed, paid and confirmed by one request; in turns with placing alone. */
export const placeAndPay = (bench: Bench): Promise<Measure[]> =>
  withSides(bench, {}, async ({ [OWN]: shop, ...others }) => {
    if (shop === undefined) return []
    const sides: Record<Side, () => Promise<LoadFigures>> = {}
    const count = sized(bench, 6_000)
    const job = (request: string) => ({ connections: 64, requests: count, request })
    for (const [side, target] of Object.entries({ [OWN]: shop, ...others })) {
      const request = placePaid(target)
      const probe = load(target, { connections: 1, requests: 1, request })
      const isThere = await probe.then(() => true).catch(() => false)
      if (isThere) sides[side] = () => load(target, job(request))
      else console.log(`skipped: ${side} takes no payment in an order's request`)
    }
    if (sides[OWN] === undefined) return []
    sides.place = () => load(shop, job(place(shop)))
    const found = await inTurns(sides, bench.rounds)
    const rate = pick(found, (one) => one.perSecond)
    return [measure('placed, paid, confirmed', 'orders/s', rate)]
  })

export const read = (bench: Bench): Promise<Measure[]> =>
  withSides(bench, { floor: 'reads' }, async (sides) => {
    const job = { connections: 64, requests: 20_000, request: readOne }
    const found = await loads(bench, sides, job)
    return [
      measure(
        'read an order',
        'requests/s',
        pick(found, (one) => one.perSecond),
      ),
      measure(
        'read an order, p99',
        'ms',
        pick(found, (one) => one.p99Ms),
      ),
    ]
  })

export const list = (bench: Bench): Promise<Measure[]> =>
  withSides(bench, { floor: 'reads' }, async (sides) => {
    const job = { connections: 64, requests: 2_000, request: listPage }
    const found = await loads(bench, sides, job)
    return [
      measure(
        'list of 50',
        'requests/s',
        pick(found, (one) => one.perSecond),
      ),
    ]
  })

const SNAPSHOT_ROWS = 500

export const board = (bench: Bench): Promise<Measure[]> =>
  withSides(bench, { floor: 'reads', orders: SNAPSHOT_ROWS }, async (sides) => {
    const job = { connections: 8, requests: sized(bench, 400), limit: SNAPSHOT_ROWS }
    const runs = Object.entries(sides).map(
      ([side, target]) => [side, () => loadSnapshots(target, job)] as const,
    )
    const found = await inTurns(Object.fromEntries(runs), bench.rounds)
    const rate = pick(found, (one) => one.perSecond)
    return [measure(`board, snapshot of ${SNAPSHOT_ROWS}`, 'snapshots/s', rate)]
  })
