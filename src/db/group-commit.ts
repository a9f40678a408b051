// Group commit: whoever asks to write in one turn shares one transaction and one fsync. Each work
// has a savepoint of its own, so a refused one rolls back alone; nobody is answered before COMMIT.
// It must never answer a caller whose work may still be lost, nor run anything in a batch that
// SQLite rolled back by itself.

import { DatabaseUnavailable } from './errors.ts'
import type { Tx } from './port.ts'
import type { Connection } from './sqlite-connection.ts'
import { type LiveTx, openTransaction } from './sqlite-transaction.ts'
import { turnKeeper } from './turn.ts'

export interface GroupCommit {
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** True while a work runs: whoever asks then is that work, for nothing else runs in its turn. */
  readonly isInWork: boolean
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>
}

interface GroupCommitOptions {
  connection: Connection
  maxBatch: number
  /** May not throw. */
  onCommit: () => void
}

interface Job {
  /** Runs the work; what it returns answers the caller, once that is allowed. */
  run(tx: Tx): Promise<() => void>
  refuse(error: unknown): void
}

export function groupCommit({ connection, maxBatch, onCommit }: GroupCommitOptions): GroupCommit {
  const queue: Job[] = []
  const withinTurn = turnKeeper()
  let current: LiveTx | null = null
  let isScheduled = false
  let waitingForIdle: (() => void)[] = []

  function write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      queue.push({
        run: async (tx) => {
          const value = await work(tx)
          return () => resolve(value)
        },
        refuse: reject,
      })
      schedule()
    })
  }

  function schedule(): void {
    if (isScheduled || queue.length === 0) return
    isScheduled = true
    setImmediate(() => void commitBatch())
  }

  async function commitBatch(): Promise<void> {
    const jobs = queue.splice(0, maxBatch)
    try {
      const answers = await commitTogether(jobs)
      onCommit()
      for (const answer of answers) answer()
    } catch (error) {
      const refusal = asUnavailable(error)
      for (const job of jobs) job.refuse(refusal)
    }
    next()
  }

  function next(): void {
    isScheduled = false
    schedule()
    if (isScheduled) return
    for (const resolve of waitingForIdle) resolve()
    waitingForIdle = []
  }

  /** Every answer, refusals among them; a throw loses the whole batch. */
  async function commitTogether(jobs: readonly Job[]): Promise<(() => void)[]> {
    const answers: (() => void)[] = []
    try {
      connection.run('BEGIN IMMEDIATE')
      for (const job of jobs) answers.push(await runAlone(job))
      connection.run('COMMIT')
    } catch (error) {
      if (connection.inTransaction) connection.run('ROLLBACK')
      throw error
    }
    return answers
  }

  async function runAlone(job: Job): Promise<() => void> {
    connection.run('SAVEPOINT work')
    const live = openTransaction(connection)
    current = live
    try {
      const answer = await withinTurn(() => job.run(live.tx))
      if (live.failure !== null) throw live.failure
      connection.run('RELEASE work')
      return answer
    } catch (error) {
      // A full disk or an I/O error is nobody's own: it takes the batch with it.
      if (live.failure instanceof DatabaseUnavailable) throw live.failure
      if (!connection.inTransaction) throw error
      connection.run('ROLLBACK TO work')
      connection.run('RELEASE work')
      return () => job.refuse(error)
    } finally {
      live.end()
      current = null
    }
  }

  return {
    write,
    get isInWork() {
      return current !== null
    },
    idle: () =>
      isScheduled ? new Promise((resolve) => waitingForIdle.push(resolve)) : Promise.resolve(),
  }
}

const asUnavailable = (error: unknown): DatabaseUnavailable =>
  error instanceof DatabaseUnavailable
    ? error
    : new DatabaseUnavailable('the batch was rolled back', { cause: error })
