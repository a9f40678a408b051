// A node of the simulated service: the composition of app.ts and its workers on a database of its own or shared.
// Its clock, ids and network are the simulation's. It can die at any moment, as by kill -9, and start again.

import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildApp, prepareShop } from '#app.ts'
import { openDatabase } from '#db/open.ts'
import type { Db } from '#db/port.ts'
import { ensureEpoch } from '#events/epoch.ts'
import { startTail, type Tail } from '#events/tail.ts'
import type { Ids } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import type { Post } from '#lib/outbound-http.ts'
import { workOf } from '#workers/index.ts'
import type { Periodic } from '#workers/loop.ts'
import { SECRET, testConfig } from '../helpers/app.ts'
import type { FakeClock } from '../helpers/clock.ts'
import type { Fault } from './faults.ts'
import { gated, type Process } from './gate.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

export interface Surroundings {
  scheduler: Scheduler
  clock: FakeClock
  ids: Ids
  random: Random
  /** That which is in force now. */
  fault: () => Fault
  /** The network of webhooks. */
  post: (process: Process) => Post
  onDeath: (process: Process) => void
  onError: (error: unknown) => void
}

export interface Node {
  readonly process: Process
  /** The database without pauses, for checks. */
  readonly db: Db
  readonly app: ReturnType<typeof buildApp>
  readonly tail: Tail
  readonly work: readonly Periodic[]
  /** The tail has not read on since the last commit of the node. */
  readonly hasNews: boolean
  readNews(): Promise<void>
  /** After its death: closes the files. Resolves with the database as the process left it. */
  bury(): Promise<string>
}

let lives = 0

/** Copies the file and its log as they are at this moment. The next process recovers from them. */
function copyOfFile(path: string, losesLog: boolean): string {
  lives += 1
  const copy = join(dirname(path), `life-${lives}`, 'orderd.db')
  mkdirSync(dirname(copy))
  copyFileSync(path, copy)
  const log = `${path}-wal`
  if (!losesLog && existsSync(log)) copyFileSync(log, `${copy}-wal`)
  return copy
}

export async function startNode(location: string, around: Surroundings): Promise<Node> {
  const { scheduler, clock, ids, random, fault, onDeath } = around
  const db = await openDatabase({ location, durability: 'normal' })
  let left = location
  let hasNews = false
  let onNews = (_tookMs?: number): void => {}
  const process: Process = {
    isDead: false,
    diesIn: null,
    underWay: new Set(),
    die() {
      process.isDead = true
      if (db.file !== null) left = copyOfFile(db.file, fault().losesLog === true)
      scheduler.forget(process)
      onDeath(process)
    },
  }
  const onError = (error: unknown): void => {
    if (!process.isDead) around.onError(error)
  }
  const log = createLog({
    level: 'error',
    format: 'json',
    write: (line) => onError(new Error(`the service logged ${line}`)),
  })
  const door = gated(db, { scheduler, process, fault, random })
  await ensureEpoch(door)
  // News of commits travels when the simulation wants: those of this node by a step, those of others by polls. The
  // tail then numbers and reads in one step, since several of its callers wait for the same reading.
  const { listen: _, ...deaf } = gated(db, { scheduler: null, process, fault, random })
  const tail = await startTail({
    db: {
      ...deaf,
      onCommit(listener) {
        onNews = listener
      },
    },
    onError,
  })
  db.onCommit(() => {
    hasNews = true
  })
  const config = testConfig({ ORDERD_WEBHOOK_ALLOW_PRIVATE: 'true' })
  await prepareShop({ db: door, clock, ids, config })
  const shared = { db: door, clock, ids, log, config, tail, backups: null }
  const app = buildApp({ ...shared, secrets: [SECRET] })
  const work = workOf(
    {
      ...shared,
      execute: app.execute,
      live: app.live,
      post: around.post(process),
      random: random.next,
    },
    new AbortController().signal,
  )

  return {
    process,
    db,
    app,
    tail,
    work,
    get hasNews() {
      return hasNews
    },
    async readNews() {
      hasNews = false
      onNews()
      await tail.refresh()
    },
    async bury() {
      tail.stop()
      await Promise.all(process.underWay)
      await db.close()
      if (left !== location) rmSync(location, { force: true })
      return left
    },
  }
}
