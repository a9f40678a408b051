// The targets of the figures, and the bounds that end a run with exit code 1.

import { type Measure, OWN } from './figures.ts'

interface Limit {
  atLeast?: number
  atMost?: number
}

/** Ratios to a side, and `figure` for orderd's own figure. */
type Target = Readonly<Record<string, Limit>>

const TARGETS: Readonly<Record<string, Target>> = {
  'place, 64 connections': {
    base: { atLeast: 3 },
    floor: { atLeast: 0.5 },
    figure: { atLeast: 5_000 },
  },
  'place, 64 connections, p99': { base: { atMost: 0.4 } },
  'place, one at a time, p50': { base: { atMost: 0.7 }, floor: { atMost: 1.5 } },
  'placed, paid, confirmed': { place: { atLeast: 0.33 } },
  'read an order': { base: { atLeast: 2.5 }, floor: { atLeast: 0.35 } },
  'list of 50': { base: { atLeast: 6 }, floor: { atLeast: 0.5 } },
  'board, snapshot of 500': { base: { atLeast: 6 }, floor: { atLeast: 0.5 } },
  'file, bytes an order': { base: { atMost: 0.5 } },
  'import from CSV, 1 to 5 lines': { base: { atLeast: 3 }, figure: { atLeast: 5_000 } },
  'start, empty': { figure: { atMost: 100 } },
  'start, 1000000 orders': { figure: { atMost: 100 } },
  'memory, idle': { figure: { atMost: 80 } },
  'memory after 100000 orders': { figure: { atMost: 150 } },
  'live, last of 1000 subscribers, median': { figure: { atMost: 25 } },
  'live, last of 1000 subscribers, p99': { floor: { atMost: 1.5 } },
  'live, last of 10000 subscribers, p99': { floor: { atMost: 1.5 } },
  'resume, 10000 sockets': { figure: { atMost: 5 }, floor: { atMost: 1 } },
  'memory of an idle socket': { figure: { atMost: 10_240 } },
  webhooks: { figure: { atLeast: 1_000 } },
  'PostgreSQL, place, 64 connections': { base: { atLeast: 4 } },
  'PostgreSQL, one product': { base: { atLeast: 5 } },
  'PostgreSQL, 2 nodes': { '1 node': { atLeast: 1.5 } },
  'place beside FastAPI': { FastAPI: { atLeast: 25 } },
  'read beside FastAPI': { FastAPI: { atLeast: 30 } },
  'place beside PocketBase': { PocketBase: { atLeast: 1.5 } },
  'list beside PocketBase': { PocketBase: { atLeast: 4 } },
  'search p99 at 1000000 orders': { figure: { atMost: 50 } },
  'steady, p99': { first: { atMost: 1.5 } },
  'steady, memory': { first: { atMost: 1.25 } },
  'steady, write-ahead log': { first: { atMost: 1.5 } },
  'steady, p99 with backup, export and report': { alone: { atMost: 1.5 } },
}

/** The p50 of a growing shop against itself at the smallest size. */
const GROWTH: Limit = { atMost: 1.3 }

/**
 * Ratios to the floor under which a change has made something slow. They are less than half of what is
 * measured on a quiet machine, so that a busy one does not fall under them.
 */
const BOUNDS: Readonly<Record<string, Target>> = {
  'place, 64 connections': { floor: { atLeast: 0.08 } },
  'place, one at a time, p50': { floor: { atMost: 6 } },
  'read an order': { floor: { atLeast: 0.08 } },
  'list of 50': { floor: { atLeast: 0.15 } },
  'board, snapshot of 500': { floor: { atLeast: 0.2 } },
  'start, empty': { floor: { atMost: 120 } },
  'live, delivered': { floor: { atLeast: 0.2 } },
  'resume, 10000 sockets': { floor: { atMost: 5 } },
  webhooks: { floor: { atLeast: 0.015 } },
}

const within = (
  value: number,
  { atLeast = 0, atMost = Number.POSITIVE_INFINITY }: Limit,
): boolean => value >= atLeast && value <= atMost

const words = ({ atLeast, atMost }: Limit): string =>
  atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`

interface Verdict {
  /** As "at least 3 x base". */
  text: string
  isMet: boolean
}

function verdicts({ figures, ratios }: Measure, target: Target): Verdict[] {
  return Object.entries(target).flatMap(([side, limit]) => {
    const value = side === 'figure' ? figures[OWN] : ratios[side]
    if (value === undefined) return []
    const unit = side === 'figure' ? '' : ` x ${side}`
    return [{ text: `${words(limit)}${unit}`, isMet: within(value, limit) }]
  })
}

/** Requests that must not grow with the shop; reports, searches and long work may. */
const growthOf = ({ name, ratios }: Measure): Target => {
  const smallest = Object.keys(ratios).at(-1)
  const isBounded = /^growth, (read|place|board|list by)/.test(name)
  return isBounded && smallest !== undefined ? { [smallest]: GROWTH } : {}
}

/** The targets of which the run had both sides. */
export const targetsOf = (measure: Measure): Verdict[] =>
  verdicts(measure, TARGETS[measure.name] ?? growthOf(measure))

/** The measures under their bound, one sentence each. */
export const regressions = (measures: readonly Measure[]): string[] =>
  measures.flatMap((measure) =>
    verdicts(measure, BOUNDS[measure.name] ?? {}).flatMap(({ text, isMet }) =>
      isMet ? [] : [`${measure.name}: not ${text}`],
    ),
  )
