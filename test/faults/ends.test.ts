// Asked to end under load, and started where another serves.

import { expect } from 'bun:test'
import { v6Ready } from './parts/checker.ts'
import { startLoad } from './parts/load.ts'
import { faultRow, verify } from './parts/row.ts'
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

faultRow('ten processes, one directory', async (round) => {
  const shop = await openShop(round.orderd)
  const others = await Promise.all(
    Array.from({ length: 10 }, () =>
      round.orderd.run(['serve', '--port', '0', '--data-dir', shop.directory]),
    ),
  )
  expect(others.map(({ code }) => code)).toEqual(others.map(() => 75))
  await verify(round, shop)
})
