// The scheduler: what takes time in a real service (a transaction, its answer, a call to a webhook) waits here
// until the simulation lets it go on, one choice of the seed after another. Between two choices nothing runs, so
// what happens next depends on the seed alone, and on no thread and no timer.

import { AsyncLocalStorage } from 'node:async_hooks'

/** A piece of work of the service: a request, the pass of a worker, the tail reading on. */
interface Task {
  readonly n: number
  readonly node: object
  readonly name: string
  /** Calls of it that wait. */
  waiting: number
}

/** `write`: the transaction has not begun. `answer`: it has ended, and its caller does not know it. */
type Pause = 'write' | 'answer' | 'network'

/** A call that waits to be let on. */
export interface Waiting {
  readonly name: string
  readonly pause: Pause
  readonly node: object
  go(): void
}

/** A call of a port, from its begin to its end. */
export interface Call {
  /** Resolves when the simulation lets it on; never, if its node dies first. */
  pause(at: Pause): Promise<void>
  end(): void
}

export interface Scheduler {
  /** Begins a task. `end` is called when it ends, unless its node died before. */
  start<T>(task: {
    name: string
    node: object
    work: () => Promise<T>
    end: (result: T | Error) => void
  }): void
  call(node: object): Call
  /** All that waits, in the order of tasks and of the calls of each. */
  waiting(): Waiting[]
  /** The node is dead: its tasks never end, and its calls never go on. */
  forget(node: object): void
  /** Resolves when everything waits or has ended. */
  quiet(): Promise<void>
  /** The same work without a pause: preparations, and the start of a node. */
  freely<T>(work: () => Promise<T>): Promise<T>
}

/** Turns without a change, after which the callbacks of the last step have run. */
const QUIET_TURNS = 3
/** A task that neither waits nor ends for so long is a fault. */
const STUCK_MS = 20_000

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Parked extends Waiting {
  readonly order: readonly [task: number, call: number]
}

export function createScheduler(): Scheduler {
  const current = new AsyncLocalStorage<Task>()
  const running = new Set<Task>()
  /** Calls that were let on and neither wait again nor have ended. */
  const letOn = new Map<object, object>()
  let parked: Parked[] = []
  let count = 0
  let isFree = false

  function park(call: object, n: number, node: object, pause: Pause): Promise<void> {
    const task = current.getStore()
    letOn.delete(call)
    if (isFree) return Promise.resolve()
    if (task !== undefined) task.waiting += 1
    return new Promise((resolve) => {
      const one: Parked = {
        name: task?.name ?? 'the service',
        pause,
        node,
        order: [task?.n ?? 0, n],
        go() {
          parked = parked.filter((other) => other !== one)
          letOn.set(call, node)
          if (task !== undefined) task.waiting -= 1
          resolve()
        },
      }
      parked.push(one)
    })
  }

  return {
    start({ name, node, work, end }) {
      count += 1
      const task: Task = { n: count, node, name, waiting: 0 }
      running.add(task)
      const finish = (result: Parameters<typeof end>[0]): void => {
        if (running.delete(task)) end(result)
      }
      current.run(task, () => {
        work().then(finish, (error: unknown) =>
          finish(error instanceof Error ? error : new Error(String(error))),
        )
      })
    },
    call(node) {
      count += 1
      const [call, n] = [{}, count]
      return {
        pause: (at) => park(call, n, node, at),
        end: () => void letOn.delete(call),
      }
    },
    waiting: () => parked.toSorted((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1]),
    forget(node) {
      parked = parked.filter((one) => one.node !== node)
      for (const task of [...running]) if (task.node === node) running.delete(task)
      for (const [call, of] of [...letOn]) if (of === node) letOn.delete(call)
    },
    async quiet() {
      const deadline = Date.now() + STUCK_MS
      for (let turns = 0; turns < QUIET_TURNS; turns++) {
        await nextTurn()
        const busy = [...running].filter(({ waiting }) => waiting === 0)
        if (busy.length > 0 || letOn.size > 0) turns = -1
        if (Date.now() < deadline) continue
        throw new Error(`stuck: ${busy.map(({ name }) => name).join(', ') || 'a call'}`)
      }
    },
    async freely(work) {
      isFree = true
      try {
        return await work()
      } finally {
        isFree = false
      }
    },
  }
}
