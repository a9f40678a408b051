// Killed without a word: under load.

import { expect } from 'bun:test'
import { v6Ready } from './parts/checker.ts'
import { startLoad } from './parts/load.ts'
import { faultRow, verify } from './parts/row.ts'
import { openShop, SKUS } from './parts/shop.ts'
import { recordSocket } from './parts/socket-recorder.ts'

faultRow('kill -9 under load', async (round) => {
  const shop = await openShop(round.orderd)
  const { recorder, target } = shop
  const socket = await recordSocket(target)
  const load = startLoad({ recorder, target, skus: SKUS })
  await load.more(30 + Math.floor(Math.random() * 60))
  await shop.server.end('SIGKILL')
  expect(await v6Ready(() => shop.again())).toEqual([])
  await load.more(10)
  await load.stop()
  await verify(round, shop, [socket])
})
