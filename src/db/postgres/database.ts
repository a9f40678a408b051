// The PostgreSQL database: transactions at READ COMMITTED, retried after a conflict or a lost connection. A lost
// COMMIT is not retried: it may have been committed.

import { AsyncLocalStorage } from 'node:async_hooks'
import { commitListeners } from '#db/commit-listeners.ts'
import { DatabaseUnavailable } from '#db/errors.ts'
import type { Db, Param, Sql, TransactionTimeout, Tx, WriteOptions } from '#db/port.ts'
import { doublingDelay } from '#lib/backoff.ts'
import { POSTGRES } from './capabilities.ts'
import { POSTGRES_SCHEMA } from './dialect.ts'
import { Interrupted } from './errors.ts'
import { type Ask, inSession } from './session.ts'
import { sharedCommit } from './shared-commit.ts'
import { openTransaction } from './transaction.ts'

interface PostgresOptions {
  url: string
  maxConnections?: number
  /** The server ends a statement after this long, and a wait for a row's lock a little earlier. */
  statementTimeoutMs?: number
}

const ATTEMPTS = 5
const BACKOFF = { firstMs: 10, maxMs: 200 }

/** Added to the server's own statement timeout before the connection is given up. */
const GRACE_MS = 500

const LONG: TransactionTimeout = { statementTimeoutMs: 60_000 }

const BEGIN_WRITE = 'BEGIN ISOLATION LEVEL READ COMMITTED'
const BEGIN_SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'

export function openPostgres({
  url,
  maxConnections = 10,
  statementTimeoutMs = 4_000,
}: PostgresOptions): Db {
  const pool = new Bun.SQL({
    url,
    adapter: 'postgres',
    max: maxConnections,
    bigint: true,
    connectionTimeout: statementTimeoutMs / 1_000,
    connection: { application_name: 'orderd', ...timeouts(statementTimeoutMs) },
  })
  const listeners = commitListeners()
  const insideWork = new AsyncLocalStorage<{ isOver: boolean }>()
  let underWay = 0
  let closing: Promise<void> | null = null
  let whenIdle: (() => void) | null = null

  /** A transaction awaits its tx only; a second connection would wait for its locks. */
  function refuseInWork(): void {
    if (insideWork.getStore()?.isOver === false)
      throw new Error('the database was asked from inside a write: use its tx')
  }

  async function counted<T>(action: () => Promise<T>): Promise<T> {
    if (closing !== null) throw new DatabaseUnavailable('the database is closing')
    underWay += 1
    try {
      return await action()
    } finally {
      underWay -= 1
      if (underWay === 0) whenIdle?.()
    }
  }

  async function retry<T>(action: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await action()
      } catch (error) {
        if (!(error instanceof Interrupted) || attempt === ATTEMPTS) throw error
        await Bun.sleep(doublingDelay(BACKOFF, attempt, Math.random))
      }
    }
  }

  const question = <T>(talk: (ask: Ask) => Promise<T>): Promise<T> => {
    refuseInWork()
    return counted(() => retry(() => inSession(pool, statementTimeoutMs + GRACE_MS, talk)))
  }

  /** Runs the work on an open transaction; throws where it may not be committed. */
  async function runOn<T>(ask: Ask, work: (tx: Tx) => Promise<T>): Promise<T> {
    const live = openTransaction(ask)
    const store = { isOver: false }
    try {
      const value = await insideWork.run(store, async () => work(live.tx)).finally(live.end)
      live.check()
      return value
    } catch (error) {
      // A lost server or a conflict is the cause, whichever error the work threw after it.
      throw live.failure instanceof DatabaseUnavailable ? live.failure : error
    } finally {
      store.isOver = true
    }
  }

  /** Commits what `talk` does on a connection; its throw rolls back. */
  function transaction<T>(
    begin: string,
    talk: (ask: Ask) => Promise<T>,
    { statementTimeoutMs: ownMs }: TransactionTimeout = {},
  ): Promise<T> {
    return inSession(pool, (ownMs ?? statementTimeoutMs) + GRACE_MS, async (ask) => {
      await ask(begin)
      for (const [name, ms] of Object.entries(ownMs === undefined ? {} : timeouts(ownMs)))
        await ask(`SET LOCAL ${name} = ${ms}`)
      let value: T
      try {
        value = await talk(ask)
      } catch (error) {
        await rollback(ask)
        throw error
      }
      await commit(ask)
      return value
    })
  }

  async function writeAlone<T>(
    work: (tx: Tx) => Promise<T>,
    timeout?: TransactionTimeout,
  ): Promise<T> {
    const value = await retry(() => transaction(BEGIN_WRITE, (ask) => runOn(ask, work), timeout))
    listeners.announce()
    return value
  }

  const shared = sharedCommit({
    inTransaction: (talk) => transaction(BEGIN_WRITE, talk),
    runOn,
    alone: writeAlone,
    onCommit: listeners.announce,
  })

  const read: Sql = {
    all: <T>(text: string, params?: readonly Param[]) =>
      question(async (ask) => (await ask(text, params)).rows as T[]),
    get: <T>(text: string, params?: readonly Param[]) =>
      question(async (ask) => ((await ask(text, params)).rows[0] as T | undefined) ?? null),
  }

  function snapshot<T>(work: (sql: Sql) => Promise<T>, timeout?: TransactionTimeout): Promise<T> {
    refuseInWork()
    return counted(() =>
      retry(() => transaction(BEGIN_SNAPSHOT, (ask) => runOn(ask, work), timeout)),
    )
  }

  const longReads: Sql = {
    all: (text, params) => snapshot((sql) => sql.all(text, params), LONG),
    get: (text, params) => snapshot((sql) => sql.get(text, params), LONG),
  }

  return {
    name: 'postgres',
    file: null,
    capabilities: POSTGRES,
    schema: POSTGRES_SCHEMA,
    read,
    longReads,
    snapshot,
    write(work, { mayShare = false, ...timeout }: WriteOptions = {}) {
      refuseInWork()
      return counted(() => (mayShare ? shared.write(work) : writeAlone(work, timeout)))
    },
    sendCall: null,
    onCommit: listeners.add,
    async listen(channel, onNotify) {
      const subscription = await pool.listen(channel, onNotify, onNotify)
      return () => subscription.unlisten()
    },
    close() {
      closing ??= new Promise<void>((resolve) => {
        whenIdle = resolve
        if (underWay === 0) resolve()
      }).then(() => pool.close({ timeout: 0 }))
      return closing
    },
  }
}

/** The lock timeout is the shorter one, so that its error is not that of a slow statement. */
const timeouts = (ms: number) => ({
  statement_timeout: String(ms),
  lock_timeout: String(Math.ceil(ms * 0.75)),
})

/** Without an answer to COMMIT it is unknown whether the work was committed: it is not retried. */
async function commit(ask: Ask): Promise<void> {
  try {
    const { command } = await ask('COMMIT')
    if (command !== 'COMMIT') throw new Error(`PostgreSQL answered COMMIT with ${command}`)
  } catch (error) {
    const isConflict = error instanceof Interrupted && !error.isConnectionLost
    if (error instanceof DatabaseUnavailable && !isConflict)
      throw new DatabaseUnavailable('COMMIT was not answered: the work may have been kept')
    throw error
  }
}

/** A failed ROLLBACK is ignored: the session does not return that connection to the pool. */
async function rollback(ask: Ask): Promise<void> {
  try {
    await ask('ROLLBACK')
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
  }
}
