// The group commit runs all writes of one turn in one transaction with one fsync. A refused work is rolled
// back alone; callers are answered after COMMIT. After SQLite rolled a batch back by itself, nothing more runs
// in it and each of its callers is refused.
//
// A savepoint for each work costs a fifteenth of placing an order, and only a work that is refused after it
// wrote needs one. So a batch runs without; when one is refused that way, the batch is rolled back and run
// again with a savepoint for each work, as are the next 64 batches.

import { DatabaseUnavailable } from '#db/errors.ts'
import type { Tx } from '#db/port.ts'
import type { Connection } from './connection.ts'
import { withinOneTurn } from './no-foreign-await.ts'
import { type LiveTx, openTransaction } from './transaction.ts'

export interface GroupCommit {
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs the work in a batch of its own, which may last for many turns; later works wait for its end. */
  writeAlone<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** True while a work runs. A call of the database in that time is of the work itself: it has the turn. */
  readonly isInWork: boolean
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>
}

interface GroupCommitOptions {
  connection: Connection
  maxBatch: number
  /** May not throw. */
  onCommit: (tookMs: number) => void
}

/** Batches that have savepoints from the start after one that had to run again. */
const CAREFUL_BATCHES = 64

interface Job {
  isAlone: boolean
  /** Runs the work; the function it returns answers the caller, after COMMIT. */
  run(tx: Tx): Promise<() => void>
  refuse(error: unknown): void
}

interface Committed {
  answers: (() => void)[]
  tookMs: number
}

export function groupCommit({ connection, maxBatch, onCommit }: GroupCommitOptions): GroupCommit {
  const queue: Job[] = []
  const withinTurn = withinOneTurn()
  let current: LiveTx | null = null
  let carefulBatches = 0
  let isScheduled = false
  let waitingForIdle: (() => void)[] = []

  function enqueue<T>(work: (tx: Tx) => Promise<T>, isAlone: boolean): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      queue.push({
        isAlone,
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
    const jobs = nextBatch()
    try {
      const { answers, tookMs } = await commitTogether(jobs)
      onCommit(tookMs)
      for (const answer of answers) answer()
    } catch (error) {
      const refusal = asUnavailable(error)
      for (const job of jobs) job.refuse(refusal)
    }
    next()
  }

  function nextBatch(): Job[] {
    const alone = queue.findIndex(({ isAlone }) => isAlone)
    return queue.splice(0, alone === -1 ? maxBatch : Math.min(Math.max(alone, 1), maxBatch))
  }

  function next(): void {
    isScheduled = false
    schedule()
    if (isScheduled) return
    for (const resolve of waitingForIdle) resolve()
    waitingForIdle = []
  }

  /** All answers, with refusals among them; a throw refuses the batch. */
  async function commitTogether(jobs: readonly Job[]): Promise<Committed> {
    try {
      connection.run('BEGIN IMMEDIATE')
      const answers = (await runTogether(jobs)) ?? (await runApart(jobs))
      const began = performance.now()
      connection.run('COMMIT')
      return { answers, tookMs: performance.now() - began }
    } catch (error) {
      if (connection.inTransaction) connection.run('ROLLBACK')
      throw error
    }
  }

  /** null: a work was refused after it wrote, and the batch is rolled back. */
  async function runTogether(jobs: readonly Job[]): Promise<(() => void)[] | null> {
    if (jobs.length === 1) return null
    if (carefulBatches > 0) {
      carefulBatches -= 1
      return null
    }
    const answers: (() => void)[] = []
    for (const job of jobs) {
      const { answer, hasRemains } = await run(job)
      if (hasRemains) {
        connection.run('ROLLBACK')
        connection.run('BEGIN IMMEDIATE')
        carefulBatches = CAREFUL_BATCHES
        return null
      }
      answers.push(answer)
    }
    return answers
  }

  async function runApart(jobs: readonly Job[]): Promise<(() => void)[]> {
    const answers: (() => void)[] = []
    for (const job of jobs) {
      connection.run('SAVEPOINT work')
      const { answer, hasRemains } = await run(job)
      if (hasRemains) connection.run('ROLLBACK TO work')
      connection.run('RELEASE work')
      answers.push(answer)
    }
    return answers
  }

  /** `hasRemains`: the work was refused after it wrote. */
  async function run(job: Job): Promise<{ answer: () => void; hasRemains: boolean }> {
    const live = openTransaction(connection)
    current = live
    try {
      const answer = await (job.isAlone ? job.run(live.tx) : withinTurn(() => job.run(live.tx)))
      if (live.failure !== null) throw live.failure
      return { answer, hasRemains: false }
    } catch (error) {
      // A full disk or an I/O error refuses the batch.
      if (live.failure instanceof DatabaseUnavailable) throw live.failure
      if (!connection.inTransaction) throw error
      return { answer: () => job.refuse(error), hasRemains: live.hasWritten }
    } finally {
      live.end()
      current = null
    }
  }

  return {
    write: (work) => enqueue(work, false),
    writeAlone: (work) => enqueue(work, true),
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
