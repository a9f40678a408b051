// The workers poll the tail: it gets events whose notification was lost, and those whose read failed.

import { expect, test } from 'bun:test'
import { startWorkers } from '#app.ts'
import type { Db } from '#db/port.ts'
import { startTail } from '#events/tail.ts'
import { systemIds } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { testApp, testConfig } from '../helpers/app.ts'
import { eachDatabase, type TestDatabase } from '../helpers/databases.ts'
import { appendTo, reached, stockEvent } from '../helpers/log.ts'

const silent = createLog({ level: 'error', format: 'json', write: () => {} })

/** The workers of an app of its own connection: no commit of theirs wakes a tail of `ours`. */
async function openNodes({ open, location }: TestDatabase) {
  const place = await location()
  const app = await testApp(await open({ location: place }))
  const ours = await open({ location: place })
  const config = testConfig()
  const work = (tail: Awaited<ReturnType<typeof startTail>>) =>
    startWorkers({ ...app, tail, ids: systemIds(), log: silent, config, backups: null })
  return { theirs: app.db, ours, work }
}

/** The notifications of other nodes are lost. */
const withoutNotifications = (db: Db): Db => Object.create(db, { listen: { value: undefined } })

eachDatabase((database) => {
  test('a read that failed is made again', async () => {
    const { ours, work } = await openNodes(database)
    let isBroken = false
    const read = Object.create(ours.read, {
      all: {
        value: (...args: Parameters<Db['read']['all']>) =>
          isBroken ? Promise.reject(new Error('broken')) : ours.read.all(...args),
      },
    })
    const failed = Promise.withResolvers<unknown>()
    const tail = await startTail({
      db: Object.create(withoutNotifications(ours), { read: { value: read } }),
      onError: failed.resolve,
    })
    const start = tail.head
    isBroken = true
    await appendTo(ours, [stockEvent('late')])
    expect(await failed.promise).toMatchObject({ message: 'broken' })
    isBroken = false
    const workers = work(tail)
    await reached(tail, start + 1)
    await workers.stop()
    tail.stop()
  })

  if (database.name !== 'postgres') return

  test('a commit of another node is found without its notification', async () => {
    const { theirs, ours, work } = await openNodes(database)
    const onError = (error: unknown) => {
      throw error
    }
    const tail = await startTail({ db: withoutNotifications(ours), onError })
    const workers = work(tail)
    await appendTo(theirs, [stockEvent('theirs')])
    await reached(tail, tail.head + 1)
    await workers.stop()
    tail.stop()
  })
})
