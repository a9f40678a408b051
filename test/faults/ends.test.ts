// Asked to end under load, and started where another serves.

import { expect } from 'bun:test'
import { v6Ready } from './parts/checker.ts'
import { startLoad } from './parts/load.ts'
import { faultRow, SPARE_MS, verify } from './parts/row.ts'
import { openShop, SKUS } from './parts/shop.ts'

faultRow('SIGTERM under load', async (round) => {
  const shop = await openShop(round.orderd)
  const { recorder, target } = shop
  const load = startLoad({ recorder, target, skus: SKUS })
  await load.more(40)
  expect((await shop.server.end('SIGTERM')).code).toBe(0)
  expect(await v6Ready(() => shop.again())).toEqual([])
  await load.more(10)
  await load.stop()
  await verify(round, shop)
})

const PROCESSES = 10
const ENDED_MS = 1_000

faultRow('ten processes at once, one directory', async (round) => {
  const directory = round.orderd.freshDirectory()
  const began = performance.now()
  const ends: string[] = []
  let lastMs = 0
  const starts = Array.from({ length: PROCESSES }, () =>
    openShop(round.orderd, { directory }).catch((error: Error) => {
      lastMs = performance.now() - began
      ends.push(error.message.split('\n')[0]!)
      return null
    }),
  )
  const serving = (await Promise.all(starts)).filter((shop) => shop !== null)
  expect(ends).toEqual(Array(PROCESSES - 1).fill('orderd does not serve: exit code 75'))
  // Ten starts share the cores of the machine.
  expect(lastMs).toBeLessThan(ENDED_MS + SPARE_MS)
  const shop = serving[0]!
  const { recorder, target } = shop
  const load = startLoad({ recorder, target, skus: SKUS })
  await load.more(10)
  const late = await round.orderd.run(['serve', '--port', '0', '--data-dir', directory])
  expect(late.code).toBe(75)
  await load.stop()
  await verify(round, shop)
})
