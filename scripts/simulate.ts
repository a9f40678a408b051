// The deterministic simulation of the service (docs/contributing.md): `bun run simulate --seed N`. The same seed
// gives the same trace. Exit code 1 when an invariant does not hold; it prints the command that replays it.
//
// --steps N (10,000)  --engine sqlite|postgres (sqlite)  --nodes N (1; 3 on postgres)
// --fault NAME: with a fault of test/simulation/faults.ts, which has to be found

import { parseArgs } from 'node:util'
import { whyNoPostgres } from '../test/helpers/postgres-server.ts'
import { FAULTS, type FaultName } from '../test/simulation/faults.ts'
import { commandOf, shortened, simulate } from '../test/simulation/run.ts'
import type { Plan } from '../test/simulation/shop.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    steps: { type: 'string', default: '10000' },
    engine: { type: 'string', default: 'sqlite' },
    nodes: { type: 'string' },
    fault: { type: 'string' },
  },
})

function refuse(reason: string): never {
  console.error(reason)
  process.exit(2)
}

function count(name: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  return refuse(`--${name}: a whole number from ${least} on, not ${text}`)
}

const isFault = (name: string): name is FaultName => name in FAULTS

const { engine, fault } = values
if (engine !== 'sqlite' && engine !== 'postgres')
  refuse(`--engine: sqlite or postgres, not ${engine}`)
if (fault !== undefined && !isFault(fault))
  refuse(`--fault: one of ${Object.keys(FAULTS).join(', ')}, not ${fault}`)
const seed = count('seed', values.seed ?? String(Math.floor(Math.random() * 1e9)), 0)
const steps = count('steps', values.steps, 1)
const nodes = count('nodes', values.nodes ?? (engine === 'postgres' ? '3' : '1'), 1)
if (engine === 'sqlite' && nodes > 1) refuse('--nodes: a SQLite file has one node')
const reason = engine === 'postgres' ? whyNoPostgres() : null
if (reason !== null) refuse(reason)

const plan: Plan = { seed, steps, engine, nodes, ...(fault === undefined ? {} : { fault }) }
const beganMs = performance.now()
let saidMs = beganMs
const rate = (done: number): string =>
  `${Math.round((done / (performance.now() - beganMs)) * 1000)} steps/s`
console.log(commandOf(plan))
const { failed, hash, ...done } = await simulate(plan, (_, so) => {
  if (performance.now() - saidMs < 10_000) return
  saidMs = performance.now()
  const megabytes = Math.round(process.memoryUsage.rss() / 1e6)
  console.error(`${so} of ${steps} steps, ${rate(so)}, ${megabytes} MB`)
})
console.log(`${done.steps} steps in ${done.shops} shops, trace ${hash}`)
console.error(rate(done.steps))
if (failed !== null) {
  console.log(shortened(failed.course).join('\n'))
  console.log(failed.course.failure?.stack)
  console.log(`failed at step ${failed.course.steps}. To see it again:\n${commandOf(failed.plan)}`)
}
process.exit(failed === null ? 0 : 1)
