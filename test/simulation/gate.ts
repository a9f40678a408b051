// The port of the database as the service of a simulated node sees it: each write pauses before its transaction
// and before its answer, and the node may die at any of its statements.

import type { Db, Tx } from '#db/port.ts'
import { FAULT_CHANCE, type Fault } from './faults.ts'
import type { Random } from './random.ts'
import type { Call, Scheduler } from './scheduler.ts'

/** What a process is to its calls. */
export interface Process {
  isDead: boolean
  /** The statement of the next transactions at which the process dies; null: it lives on. */
  diesIn: number | null
  /** Transactions that have begun and have not ended. */
  readonly underWay: Set<Promise<unknown>>
  die(): void
}

interface GateOptions {
  /** null: writes go on by themselves. */
  scheduler: Scheduler | null
  process: Process
  fault: () => Fault
  random: Random
}

class Died extends Error {}

class Undone extends Error {
  readonly value: unknown
  constructor(value: unknown) {
    super('undone')
    this.value = value
  }
}

const UNPAUSED: Call = { pause: () => Promise.resolve(), end() {} }

/** The database of a process that pauses at each write, dies where it is told to, and has the fault. */
export function gated(db: Db, { scheduler, process, fault, random }: GateOptions): Db {
  /** Throws at the statement at which the process dies, and at all after it. */
  function live(): void {
    if (process.diesIn !== null && !process.isDead) {
      process.diesIn -= 1
      if (process.diesIn < 0) process.die()
    }
    if (process.isDead) throw new Died('the process is dead')
  }

  const mortal = (tx: Tx): Tx => ({
    ...tx,
    async run(text, params) {
      live()
      const { skips } = fault()
      const isSkipped = skips?.test(text) === true && random.chance(FAULT_CHANCE)
      return isSkipped ? 1 : await tx.run(text, params)
    },
    async all(text, params) {
      live()
      return await tx.all(text, params)
    },
    async get(text, params) {
      live()
      return await tx.get(text, params)
    },
  })

  async function commit<T>(work: (tx: Tx) => Promise<T>, options: Parameters<Db['write']>[1]) {
    const isLost = fault().losesCommits === true && random.chance(FAULT_CHANCE)
    try {
      return await db.write(async (tx) => {
        const value = await work(mortal(tx))
        if (isLost) throw new Undone(value)
        return value
      }, options)
    } catch (error) {
      if (error instanceof Undone) return error.value as T
      throw error
    }
  }

  return {
    ...db,
    async write(work, options) {
      const call = scheduler?.call(process) ?? UNPAUSED
      try {
        await call.pause('write')
        const committed = commit(work, options)
        const ended = committed.catch(() => {})
        process.underWay.add(ended)
        await ended
        process.underWay.delete(ended)
        // After its process died, a call has no end.
        if (process.isDead) return await new Promise<never>(() => {})
        await call.pause('answer')
        return await committed
      } finally {
        call.end()
      }
    },
  }
}
