// The simulation holds for 10,000 steps, is the same for the same seed, and finds each fault that is put in.

import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { whyNoPostgres } from '../helpers/postgres-server.ts'
import { ACTS } from '../invariants/acts.ts'
import { FAULTS, type FaultName } from './faults.ts'
import { AROUND } from './operations.ts'
import { seededRandom } from './random.ts'
import { commandOf, shortened, simulate } from './run.ts'
import type { Plan } from './shop.ts'

const SQLITE = { engine: 'sqlite', nodes: 1 } as const
const LONG_MS = 180_000

/** A failure is that of the test, with the way to replay it. Returns the lines of all traces, without their steps. */
async function hold(plan: Plan): Promise<string[]> {
  const lines: string[] = []
  const { failed, steps } = await simulate(plan, ({ trace }) => {
    for (const line of trace) lines.push(line.slice(line.indexOf(' ') + 1))
  })
  if (failed !== null) {
    const { plan: own, course } = failed
    throw new Error([...shortened(course), commandOf(own), course.failure?.message].join('\n'))
  }
  expect(steps).toBe(plan.steps)
  return lines
}

const HAPPENINGS = [
  /^death of node/,
  /^retry /,
  /^replay /,
  /^lost connection/,
  /^socket drops/,
  /^stream drops/,
  /^webhook \S+: 200/,
  /^webhook \S+: 500/,
  /^webhook \S+: no answer/,
  /^answer of reservations/,
  /^answer of webhooks/,
]

/** The script as a process: its exit code and what it printed. */
async function run(...flags: string[]): Promise<{ exitCode: number; out: string }> {
  const script = join(import.meta.dir, '../../scripts/simulate.ts')
  const child = Bun.spawn([process.execPath, script, ...flags], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'ignore',
  })
  const out = await child.stdout.text()
  return { exitCode: await child.exited, out }
}

test(
  '10,000 steps keep every invariant',
  async () => {
    const lines = await hold({ seed: 1, steps: 10_000, ...SQLITE })
    // An act that never succeeds is tested by nothing here.
    const done = lines.flatMap((line) => /^answer \d+ (\w+) .*: 2\d\d /.exec(line)?.[1] ?? [])
    const names = [...Object.keys(ACTS), ...Object.keys(AROUND)]
    expect(names.filter((name) => !done.includes(name))).toEqual([])
    const isThere = (happening: RegExp) => lines.some((line) => happening.test(line))
    expect(HAPPENINGS.filter((happening) => !isThere(happening))).toEqual([])
  },
  LONG_MS,
)

const reason = whyNoPostgres()
if (reason !== null && process.env.CI === 'true')
  test('PostgreSQL is there on CI', () => {
    throw new Error(reason)
  })
describe.skipIf(reason !== null)(`three nodes on PostgreSQL${reason ? ` (${reason})` : ''}`, () => {
  const three = { engine: 'postgres', nodes: 3 } as const

  test('500 steps keep every invariant', () => hold({ seed: 1, steps: 500, ...three }), LONG_MS)

  test(
    'the same seed gives the same trace',
    async () => {
      const plan = { seed: 5, steps: 120, ...three }
      expect((await simulate(plan)).hash).toBe((await simulate(plan)).hash)
    },
    LONG_MS,
  )
})

test(
  'the same seed gives the same trace in another process, and another seed another one',
  async () => {
    const flags = ['--steps', '300', '--seed']
    const first = await run(...flags, '7')
    expect(first).toEqual({ exitCode: 0, out: expect.stringMatching(/trace [0-9a-f]{64}\n/) })
    expect(await run(...flags, '7')).toEqual(first)
    const trace = (out: string) => out.split('trace ')[1]
    expect(trace((await run(...flags, '8')).out)).not.toBe(trace(first.out))
  },
  LONG_MS,
)

describe('a fault that is put in is found within 1,000 steps:', () => {
  test.each(Object.keys(FAULTS) as FaultName[])(
    '%s',
    async (fault) => {
      const { failed } = await simulate({ seed: 1, steps: 1_000, ...SQLITE, fault })
      // A check saw it: the simulation itself did not fail.
      expect(failed?.course.failure?.message).toMatch(/^expect\(received\)|^A2: /)
    },
    LONG_MS,
  )
})

test(
  'a failure prints the command that replays it, and a shortened trace',
  async () => {
    const flags = ['--seed', '3', '--steps', '1000', '--fault', 'skipped stock write']
    const found = await run(...flags)
    expect(found.exitCode).toBe(1)
    const command = found.out.trimEnd().split('\n').at(-1) ?? ''
    const [, seed = '', steps = ''] =
      /^bun run simulate --seed (\d+) --steps (\d+) /.exec(command) ?? []
    const again = await run('--seed', seed, '--steps', steps, '--fault', 'skipped stock write')
    const failure = (out: string) =>
      out.slice(out.indexOf('expect(received)'), out.indexOf('\n    at'))
    expect([again.exitCode, failure(again.out)]).toEqual([1, failure(found.out)])
    expect(found.out.split('\n').length).toBeLessThan(200)
  },
  LONG_MS,
)

test('chance is of the seed alone, and even', () => {
  const draw = (seed: number) => Array.from({ length: 1_000 }, seededRandom(seed).next)
  expect(draw(42)).toEqual(draw(42))
  expect(draw(42)).not.toEqual(draw(43))
  const tens = Map.groupBy(draw(42), (n) => Math.floor(n * 10))
  for (let ten = 0; ten < 10; ten++) expect(tens.get(ten)?.length).toBeWithin(60, 141)
})
