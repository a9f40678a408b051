// The sweep of live updates has one owner, the workers: with the server that listens beside them there
// is one pass a quarter of a second.

import { expect, test } from 'bun:test'
import { startWorkers } from '#app.ts'
import { systemIds } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { testApp, testConfig } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

const EVERY_MS = 250
const PASSES = 5
/** A timer may be a little early by the clock that it is measured with. */
const EARLY_MS = 2

eachDatabase(({ open }) => {
  test('the live sweep comes once in a quarter of a second', async () => {
    const app = await testApp(await open())
    const { live } = app
    const times: number[] = []
    const enough = Promise.withResolvers<void>()
    const { pass } = live
    live.pass = (now) => {
      pass(now)
      if (times.push(performance.now()) === PASSES) enough.resolve()
    }
    app.app.listen({ port: 0, hostname: '127.0.0.1' })
    const workers = startWorkers({
      ...app,
      ids: systemIds(),
      log: createLog({ level: 'error', format: 'json', write: () => {} }),
      config: testConfig(),
      backups: null,
    })
    await enough.promise
    await workers.stop()
    await app.app.stop(true)
    const [first = 0] = times
    const took = (times.at(-1) ?? 0) - first
    expect(took).toBeGreaterThanOrEqual((PASSES - 1) * (EVERY_MS - EARLY_MS))
  })
})
