// The disk is full, or a flush of it fails.

import { expect } from 'bun:test'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject, whyNoStrace } from '../helpers/strace.ts'
import { resourcesOf, v6Ready, v7Resources } from './parts/checker.ts'
import { startLoad } from './parts/load.ts'
import { faultRow, SPARE_MS, verify } from './parts/row.ts'
import { openShop, SKUS } from './parts/shop.ts'
import { recordSocket } from './parts/socket-recorder.ts'
import { mountVolume, whyNoVolume } from './parts/volume.ts'

const VOLUME_MB = 64
const FULL_MS = 20_000
const ENDED_MS = 2_000

faultRow(
  'disk full, then freed',
  async (round) => {
    const volume = mountVolume('memory', VOLUME_MB)
    const shop = await openShop(round.orderd, { directory: join(volume.path, 'data') })
    try {
      const { recorder, target } = shop
      const socket = await recordSocket(target)
      const load = startLoad({ recorder, target, skus: SKUS })
      await load.more(20)
      const before = resourcesOf(shop.server.pid)
      expect(() =>
        writeFileSync(join(volume.path, 'filler'), Buffer.alloc((2 * VOLUME_MB) << 20)),
      ).toThrow()
      const deadline = performance.now() + FULL_MS
      while (!recorder.requests.some(({ status }) => status === 503)) {
        if (performance.now() > deadline) throw new Error('no write was refused on a full disk')
        await Bun.sleep(20)
      }
      expect((await shop.get('/orders')).status).toBe(200)
      const refused = recorder.requests.filter(({ status }) => status === 503)
      for (const { retryAfter } of refused) expect(retryAfter).toBeGreaterThan(0)
      const ready = await shop.get('/readyz')
      expect([ready.status, await ready.text()]).toEqual([
        503,
        expect.stringMatching(/disk is full|takes no writes/),
      ])
      rmSync(join(volume.path, 'filler'))
      volume.resize(2 * VOLUME_MB)
      await load.more(20)
      await load.stop()
      expect((await shop.get('/readyz')).status).toBe(200)
      expect(await v7Resources(before, shop.server.pid)).toEqual([])
      expect(socket.breaks()).toBe(0)
      await verify(round, shop, [socket])
    } finally {
      await shop.server.end('SIGKILL')
      volume.remove()
    }
  },
  { reason: whyNoVolume('memory') },
)

faultRow(
  'fsync fails',
  async (round) => {
    const shop = await openShop(round.orderd)
    const { recorder, target } = shop
    const load = startLoad({ recorder, target, skus: SKUS })
    await load.more(20)
    const strace = await inject(shop.server.pid, 'fsync,fdatasync:error=EIO')
    const began = performance.now()
    const ended = await Promise.race([
      shop.server.ended,
      Bun.sleep(10_000).then(() => 'still runs 10 s after a failed fsync'),
    ])
    const tookMs = performance.now() - began
    await strace.end()
    expect(ended).toBe(70)
    expect(tookMs).toBeLessThan(ENDED_MS + SPARE_MS)
    expect(await v6Ready(() => shop.again())).toEqual([])
    await load.more(10)
    await load.stop()
    await verify(round, shop)
  },
  { reason: whyNoStrace() },
)
