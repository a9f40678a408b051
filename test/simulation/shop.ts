// One simulated shop from its first request to its last: the seed chooses what happens next, and after each step
// everything that has to hold is checked.

import { CryptoHasher } from 'bun'
import { readEvents } from '#events/log.ts'
import { fakeClock } from '../helpers/clock.ts'
import { countingIds } from '../helpers/ids.ts'
import { checkDeliveries, createChecks, newestOrders } from './checks.ts'
import { createClients } from './clients.ts'
import { createCluster } from './cluster.ts'
import { FAULTS, type Fault, type FaultName } from './faults.ts'
import type { Process } from './gate.ts'
import { createModel } from './model.ts'
import { createNetwork } from './network.ts'
import type { Node } from './node.ts'
import { openShop, STOCKED } from './opening.ts'
import { nextWish } from './operations.ts'
import { seededRandom } from './random.ts'
import { createReader } from './readers.ts'
import { createScheduler } from './scheduler.ts'

export interface Plan {
  seed: number
  steps: number
  engine: 'sqlite' | 'postgres'
  /** More than one needs a server. */
  nodes: number
  fault?: FaultName
}

export interface Course {
  /** Steps that were taken; the last one failed where `failure` is not null. */
  steps: number
  failure: Error | null
  /** One line for what happened, in order. */
  trace: readonly string[]
  /** SHA-256 of the trace and of the events: the same for the same plan. */
  hash: string
}

const NONE: Fault = {}
const CLIENTS = 4
/** Statements of transactions among which a process dies. */
const DIES_WITHIN = 30
const HOLD_MS = 15 * 60_000
/** Steps in which a shop that gets no more requests comes to rest. */
const REST_STEPS = 3_000
/** Of events: the epoch, the session of the admin and the end of a secret are random, as in production. */
const RANDOM_FIELDS = /"(cursor|session_id|hint)":"[^"]*"/g

/** Lives through the plan; a failure is a result. */
export async function liveThrough(plan: Plan): Promise<Course> {
  const shop = await createShop(plan)
  let steps = 0
  let failure: Error | null = null
  try {
    while (steps < plan.steps) {
      steps += 1
      await shop.step(steps)
    }
    await shop.rest()
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error))
  } finally {
    await shop.close()
  }
  return { steps, failure, trace: shop.trace, hash: shop.hash() }
}

/** What can happen next, and how often it does beside the others. */
type Step = readonly [weight: number, isPossible: boolean, act: () => unknown]

async function createShop({ seed, engine, nodes, fault }: Plan) {
  const random = seededRandom(seed)
  // Faults draw of their own: up to its first effect a course is as without them.
  const faultRandom = seededRandom(seed ^ 0x5bd1e995)
  const scheduler = createScheduler()
  const clock = fakeClock()
  const trace: string[] = []
  const hasher = new CryptoHasher('sha256')
  const errors: unknown[] = []
  /** Workers, tails and readers that are at work, and where. */
  const atWork = new Map<string, Process>()
  let now = 0
  let isOpen = false
  let isResting = false
  const faultNow = (): Fault => (fault === undefined || !isOpen ? NONE : FAULTS[fault])

  function note(what: string): void {
    const line = `${now} ${what}`
    trace.push(line)
    hasher.update(`${line}\n`)
  }
  const onError = (error: unknown): void => void errors.push(error)

  const network = createNetwork({ scheduler, random, note, isCalm: () => isResting })
  const cluster = await createCluster({
    engine,
    nodes,
    around: {
      scheduler,
      clock,
      ids: countingIds(),
      random: faultRandom,
      fault: faultNow,
      post: network.post,
      onError,
      onDeath(process) {
        note(`death of node ${cluster.numberOf(process)}`)
        clients.loseAllOf(process)
        for (const reader of readers) if (reader.link?.node.process === process) reader.drop()
        for (const [key, of] of [...atWork]) if (of === process) atWork.delete(key)
      },
    },
  })
  const { living } = cluster
  const someNode = (): Node => random.pick(living())
  await cluster.start()
  const things = await scheduler.freely(() => openShop(someNode(), clock))
  for (const node of living()) await scheduler.freely(node.readNews)
  isOpen = true
  const model = createModel(STOCKED)
  const checks = createChecks(model)
  const { token } = things
  const clients = createClients({ scheduler, random, model, token, note, onError })
  const readers = (['socket', 'stream'] as const).map((way) =>
    createReader(way, { token, fault: faultNow, random: faultRandom }),
  )
  let wishes = 0

  async function begin(): Promise<void> {
    wishes += 1
    const node = someNode()
    const wish = nextWish(random, wishes, await newestOrders(node.db, 2), things)
    if (wish !== null) clients.begin(wish, node)
  }

  /** Lets a call on; on SQLite sometimes all writes, which share a commit. */
  function letOn(): void {
    const waiting = scheduler.waiting()
    const one = random.pick(waiting)
    const isGroup = engine === 'sqlite' && one.pause === 'write' && random.chance(0.3)
    const group = isGroup ? waiting.filter(({ pause }) => pause === 'write') : [one]
    for (const { name, pause, go } of group) {
      note(`${pause} of ${name}`)
      go()
    }
  }

  /** Work of a node that no client asked for, one at a time of each name. */
  function task(name: string, node: Node, work: () => Promise<unknown>): void {
    const own = `${name} of node ${cluster.numberOf(node.process)}`
    if (atWork.has(own)) return
    atWork.set(own, node.process)
    note(own)
    scheduler.start({
      name: own,
      node: node.process,
      work,
      end(result) {
        atWork.delete(own)
        if (result instanceof Error) onError(result)
      },
    })
  }

  function readNews(): void {
    const withNews = living().filter(({ hasNews }) => hasNews)
    const node = random.pick(withNews.length > 0 && random.chance(0.7) ? withNews : living())
    task('news', node, node.readNews)
  }

  function pass(): void {
    const node = someNode()
    const work = random.pick(node.work)
    task(work.name, node, () => work.pass(clock.now()))
  }

  function die(): void {
    const { process } = someNode()
    if (random.chance(0.5)) process.die()
    else process.diesIn = random.below(DIES_WITHIN)
  }

  const connected = () => readers.filter(({ link }) => link !== null)
  const disconnected = () => readers.filter(({ link }) => link === null)

  function drop(): void {
    const reader = random.pick(connected())
    note(`${reader.way} drops`)
    reader.drop()
  }

  function connect(): void {
    const reader = random.pick(disconnected())
    const node = someNode()
    task(reader.way, node, () => reader.connect(node))
  }

  function steps(): Step[] {
    const isAlive = living().length > 0
    const isBusy = !isResting && isAlive
    const isBehind = engine === 'postgres' || living().some(({ hasNews }) => hasNews)
    return [
      [30, isBusy && clients.underWay < CLIENTS, begin],
      [20, isAlive && clients.unanswered > 0, () => clients.retry(someNode())],
      [60, scheduler.waiting().length > 0, letOn],
      [16, isAlive && isBehind, readNews],
      [8, isAlive, pass],
      [3, true, () => clock.advance(random.chance(0.1) ? HOLD_MS : 1_000)],
      [2, isBusy && clients.underWay > 0, clients.lose],
      [1, isBusy, die],
      [20, cluster.dead > 0, () => cluster.restart(random)],
      [8, isAlive && disconnected().length > 0, connect],
      [2, isBusy && connected().length > 0, drop],
      [3, isBusy, () => clients.replay(someNode())],
    ]
  }

  function choose(): Step[2] {
    const possible = steps().filter(([, isPossible]) => isPossible)
    let draw = random.below(possible.reduce((sum, [weight]) => sum + weight, 0))
    for (const [weight, , act] of possible) {
      draw -= weight
      if (draw < 0) return act
    }
    throw new Error('nothing can happen')
  }

  async function step(n: number): Promise<void> {
    now = n
    const before = cluster.commits
    await choose()()
    await scheduler.quiet()
    for (const error of errors) throw error
    const [node] = living()
    if (node !== undefined && cluster.commits !== before)
      await checks.check(node.db, engine === 'sqlite')
    for (const reader of readers) reader.check(checks.log, false)
  }

  const isAtRest = (): boolean =>
    cluster.dead === 0 &&
    clients.unanswered + clients.underWay + scheduler.waiting().length + atWork.size === 0 &&
    disconnected().length === 0 &&
    living().every(({ hasNews }) => !hasNews)

  /** No more requests: all are answered, all events are delivered, and nothing is missing. */
  async function rest(): Promise<void> {
    isResting = true
    for (const { process } of living()) process.diesIn = null
    for (let i = 0; !isAtRest(); i++) {
      if (i === REST_STEPS) throw new Error('the shop does not come to rest')
      await step(now)
    }
    const [node] = living()
    if (node === undefined) throw new Error('no node is left')
    await scheduler.freely(async () => {
      // The events that one node numbers last are news of the others.
      for (const one of [...living(), ...living()]) await one.readNews()
      const webhooks = node.work.find(({ name }) => name === 'webhooks')
      while (await webhooks?.pass(clock.now())) await scheduler.quiet()
    })
    await scheduler.quiet()
    for (const error of errors) throw error
    await checks.check(node.db, true)
    for (const reader of readers) reader.check(checks.log, true)
    const { steady: webhook } = things
    await checkDeliveries(node.db, { webhook, log: checks.log, posted: network.posted })
    for (const { text } of await readEvents(node.db.read, node.tail.epoch, 0, 100_000))
      hasher.update(text.replace(RANDOM_FIELDS, ''))
  }

  return {
    step,
    rest,
    trace,
    hash: () => hasher.digest('hex'),
    async close() {
      for (const reader of readers) reader.drop()
      await cluster.close()
    },
  }
}
