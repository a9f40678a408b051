// `bun run bench [row ...]`: the rows, in one run on one machine, beside their floors and with --against
// beside another build. A figure is the median of several rounds; the sides take turns. Prints a table in
// Markdown, writes bench/results.* and ends with exit code 1 where a ratio is under its bound.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Bench, ROOT } from './bench.ts'
import type { Measure } from './figures.ts'
import { environmentOf, save, tableOf } from './report.ts'
import { growth } from './rows-growth.ts'
import { live, resume, webhooks } from './rows-live.ts'
import { peers } from './rows-peers.ts'
import { cluster, onPostgres } from './rows-postgres.ts'
import { board, list, placeAndPay, placeMany, placeOne, read } from './rows-requests.ts'
import { steady } from './rows-steady.ts'
import { file, imports, memory, start } from './rows-storage.ts'
import { regressions } from './targets.ts'

interface Row {
  run: (bench: Bench) => Promise<Measure[]>
  /** The smallest set that runs it. */
  set: 'short' | 'default' | 'full'
}

const ROWS: Readonly<Record<string, Row>> = {
  place: { run: placeMany, set: 'short' },
  'place-one': { run: placeOne, set: 'short' },
  paid: { run: placeAndPay, set: 'default' },
  read: { run: read, set: 'short' },
  list: { run: list, set: 'short' },
  board: { run: board, set: 'short' },
  file: { run: file, set: 'default' },
  import: { run: imports, set: 'default' },
  start: { run: start, set: 'short' },
  memory: { run: memory, set: 'full' },
  live: { run: live, set: 'full' },
  resume: { run: resume, set: 'full' },
  webhooks: { run: webhooks, set: 'full' },
  postgres: { run: onPostgres, set: 'full' },
  cluster: { run: cluster, set: 'full' },
  peers: { run: peers, set: 'full' },
  steady: { run: steady, set: 'full' },
  growth: { run: growth, set: 'full' },
}

const HELP = `Usage: bun run bench [row ...] [options]

Rows: ${Object.keys(ROWS).join(', ')}

Options:
  --against PATH    run this orderd beside ours, in turns
  --binary PATH     ours; without it dist/orderd, which is built first
  --full            all rows
  --short           the rows of continuous integration, with small samples (a minute)
  --rounds N        rounds of each row (default 5)
  --scale N         part of the usual number of requests (default 1)
  --docs            write the table and the chart into docs/performance.md
  --minutes N       length of the steady row (default 10)
  --sizes N,N       orders of the growing shop (default 10000,100000,1000000)`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: 'string' },
    binary: { type: 'string' },
    full: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    scale: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    sizes: { type: 'string', default: '10000,100000,1000000' },
    help: { type: 'boolean', default: false },
  },
})

function refuse(why: string): never {
  console.error(`${why}\n\n${HELP}`)
  process.exit(2)
}

function chosen(): string[] {
  const unknown = positionals.find((name) => !(name in ROWS))
  if (unknown !== undefined) refuse(`There is no row ${unknown}.`)
  if (positionals.length > 0) return positionals
  const sets = values.full
    ? ['short', 'default', 'full']
    : values.short
      ? ['short']
      : ['short', 'default']
  return Object.keys(ROWS).filter((name) => sets.includes(ROWS[name]?.set ?? ''))
}

if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const names = chosen()
if (values.binary === undefined && !values.short) {
  const build = Bun.spawnSync([process.execPath, 'run', 'build'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (build.exitCode !== 0) process.exit(1)
}
const bench: Bench = {
  binary: resolve(values.binary ?? join(ROOT, 'dist/orderd')),
  against: values.against === undefined ? null : resolve(values.against),
  rounds: Number(values.rounds ?? (values.short ? 3 : 5)),
  scale: Number(values.scale ?? (values.short ? 0.25 : 1)),
  minutes: Number(values.minutes),
  sizes: values.sizes.split(',').map(Number),
}
for (const path of [bench.binary, bench.against]) {
  if (path !== null && !existsSync(path)) refuse(`There is no ${path}.`)
}
for (const line of environmentOf(bench)) console.log(line)

/** A row under its bound runs once more: other load on the machine may have met one side. */
async function measured({ run }: Row): Promise<Measure[]> {
  const found = await run(bench)
  return regressions(found).length > 0 ? run(bench) : found
}

const measures: Measure[] = []
const failures: string[] = []
for (const name of names) {
  const began = performance.now()
  const row = ROWS[name]
  try {
    if (row !== undefined) measures.push(...(await measured(row)))
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(0)
  console.error(`${name}: ${seconds} s`)
  // A long run that is cut off leaves its figures.
  await save(bench, measures, false)
}
if (values.docs) await save(bench, measures, true)
console.log(`\n${tableOf(measures)}`)
const faults = [...failures, ...regressions(measures)]
for (const fault of faults) console.error(`FAILED ${fault}`)
process.exit(faults.length > 0 ? 1 : 0)
