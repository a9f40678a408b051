// A simulation of any length: shop after shop, each of its own seed, until one fails. A short shop is checked in
// milliseconds after each step, and a failing one is replayed alone.

import { CryptoHasher } from 'bun'
import { type Course, liveThrough, type Plan } from './shop.ts'

const SHOP_STEPS = 500

export interface Simulated {
  steps: number
  shops: number
  /** Of all shops: the same for the same plan. */
  hash: string
  /** The plan of the shop that failed, to its last step, and its course. */
  failed: { plan: Plan; course: Course } | null
}

/** `onShop` is called after each shop, with its course and the steps so far. */
export async function simulate(
  plan: Plan,
  onShop: (course: Course, steps: number) => void = () => {},
): Promise<Simulated> {
  const hasher = new CryptoHasher('sha256')
  let steps = 0
  let shops = 0
  let failed: Simulated['failed'] = null
  while (steps < plan.steps && failed === null) {
    const length = Math.min(SHOP_STEPS, plan.steps - steps)
    const own = { ...plan, seed: plan.seed + shops, steps: length }
    const course = await liveThrough(own)
    hasher.update(course.hash)
    steps += course.steps
    shops += 1
    if (course.failure !== null) failed = { plan: { ...own, steps: course.steps }, course }
    onShop(course, steps)
  }
  return { steps, shops, hash: hasher.digest('hex'), failed }
}

/** The command that replays a plan. */
export function commandOf({ seed, steps, engine, nodes, fault }: Plan): string {
  const flags = [`--seed ${seed}`, `--steps ${steps}`, `--engine ${engine}`, `--nodes ${nodes}`]
  if (fault !== undefined) flags.push(`--fault '${fault}'`)
  return `bun run simulate ${flags.join(' ')}`
}

const LAST = 15

/** Of the trace what names the orders of the failure, and its last lines. */
export function shortened({ trace, failure }: Course): string[] {
  const orders = new Set(failure?.message.match(/\bord_\w{26}\b/g) ?? [])
  const own = trace.filter((line, i) => {
    const isNamed = [...orders].some((id) => line.includes(id))
    return isNamed || / death | start /.test(line) || i >= trace.length - LAST
  })
  return own.slice(-4 * LAST)
}
