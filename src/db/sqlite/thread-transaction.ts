// Transactions of the thread that serves, in the thread that writes: one message for each statement. As in one
// thread, a work may await its own statements only; one that awaits anything else is rolled back at once.

import type { Param, Tx } from '#db/port.ts'
import { SQLITE } from './capabilities.ts'
import { whenDrained } from './no-foreign-await.ts'
import type { TransactionStep } from './thread-messages.ts'

type Ask = (step: TransactionStep) => Promise<unknown>

interface Transactions {
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** True while a work runs in this thread. */
  readonly isInWork: boolean
}

export function transactionsOf(ask: Ask): Transactions {
  let isInWork = false

  async function write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    await ask({ step: 'begin' })
    const live = openTransaction(ask, (isRunning) => {
      isInWork = isRunning
    })
    let value: T
    try {
      value = await Promise.race([live.run(work), live.wandered])
    } catch (error) {
      live.end()
      await ask({ step: 'rollback' })
      throw error
    }
    live.end()
    await ask({ step: 'commit' })
    return value
  }

  return {
    write,
    get isInWork() {
      return isInWork
    },
  }
}

function openTransaction(ask: Ask, setRunning: (isRunning: boolean) => void) {
  const { promise: wandered, reject: wander } = Promise.withResolvers<never>()
  let underWay = 0
  let isOver = false

  /** Before the work continues: it has this turn. */
  function resume(): void {
    setRunning(true)
    whenDrained(() => {
      setRunning(false)
      if (!isOver && underWay === 0)
        wander(new Error('a transaction awaited something else than its own statements'))
    })
  }

  async function attempt<T>(step: TransactionStep): Promise<T> {
    if (isOver) throw new Error('this transaction is over: a statement came after its work')
    underWay += 1
    try {
      return (await ask(step)) as T
    } finally {
      underWay -= 1
      resume()
    }
  }

  const statement =
    <T>(step: 'all' | 'get' | 'run') =>
    (text: string, params: readonly Param[] = []) =>
      attempt<T>({ step, text, params })

  const tx: Tx = {
    capabilities: SQLITE,
    all: statement('all'),
    get: statement('get'),
    run: statement('run'),
    script: (text) => attempt({ step: 'script', text, params: [] }),
    // The only writer needs no lock.
    lock: async () => {},
    allLocked: statement('all'),
  }

  return {
    run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      resume()
      return work(tx)
    },
    wandered,
    end() {
      isOver = true
    },
  }
}
