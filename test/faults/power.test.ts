// The power fails: what was not flushed is gone. XFS, because the shutdown call of ext4 itself loses flushed writes.

import { expect } from 'bun:test'
import { join } from 'node:path'
import { readFeed, v6Ready } from './parts/checker.ts'
import { startLoad } from './parts/load.ts'
import { faultRow, type Round, verify } from './parts/row.ts'
import { openShop, type Shop, SKUS } from './parts/shop.ts'
import { mountVolume, whyNoVolume } from './parts/volume.ts'

const CONTROL_TRIES = 4

const reason = whyNoVolume('xfs')

/** Cuts the power under load; `then` has a shop that serves again. */
async function cut(
  { orderd }: Round,
  durability: string,
  then: (shop: Shop) => Promise<void>,
): Promise<void> {
  const volume = mountVolume('xfs')
  let shop: Shop | null = null
  try {
    const directory = join(volume.path, 'data')
    shop = await openShop(orderd, { directory, env: { ORDERD_DURABILITY: durability } })
    const { recorder, target } = shop
    const load = startLoad({ recorder, target, skus: SKUS })
    await load.more(60)
    volume.cutPower()
    const stopped = load.stop()
    await shop.server.end('SIGKILL')
    await stopped
    volume.mountAgain()
    const cutShop = shop
    expect(await v6Ready(() => cutShop.again())).toEqual([])
    await then(shop)
  } finally {
    await shop?.server.end('SIGKILL')
    volume.remove()
  }
}

faultRow('power loss', (round) => cut(round, 'full', (shop) => verify(round, shop)), { reason })

faultRow(
  'power loss, the control with normal durability',
  async (round) => {
    let lost = 0
    // A cut right after a checkpoint takes nothing.
    for (let tries = 0; tries < CONTROL_TRIES && lost === 0; tries++) {
      await cut(round, 'normal', async (shop) => {
        await shop.signIn()
        const there = new Set((await readFeed(shop.target())).map(({ request_id }) => request_id))
        lost = shop.recorder.acknowledged().filter(({ key }) => !there.has(key)).length
        round.count(shop, lost)
      })
    }
    if (lost === 0) throw new Error('the control lost nothing: the test of power loss is blind')
  },
  { reason },
)
