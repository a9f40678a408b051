// The clock of the machine jumps, forward and back: times may be odd, versions and the log go on.

import { expect } from 'bun:test'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openReceiver } from '../helpers/receiver.ts'
import { startLoad } from './parts/load.ts'
import { faultRow, verify } from './parts/row.ts'
import { openShop, SKUS } from './parts/shop.ts'
import { recordSocket } from './parts/socket-recorder.ts'

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'
/** As libfaketime reads them. Tokens and holds last ten days. */
const JUMPS = ['+1h', '-1h', '+5d', '-400d', '+0']

faultRow(
  'the clock jumps',
  async (round) => {
    const directory = mkdtempSync(join(tmpdir(), 'orderd-clock-'))
    try {
      const clock = join(directory, 'offset')
      writeFileSync(clock, '+0')
      const receiver = openReceiver()
      const shop = await openShop(round.orderd, {
        env: {
          LD_PRELOAD: LIBRARY,
          FAKETIME_TIMESTAMP_FILE: clock,
          FAKETIME_NO_CACHE: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        },
      })
      const { recorder, target } = shop
      await recorder.send(target(), 'POST', '/webhooks', {
        url: receiver.url,
        events: ['order.created'],
      })
      const socket = await recordSocket(target)
      const load = startLoad({ recorder, target, skus: SKUS })
      for (const jump of JUMPS) {
        await load.more(10)
        writeFileSync(clock, jump)
        await load.more(10)
        const health = await fetch(`${shop.server.url}/readyz`)
        expect([jump, health.status]).toEqual([jump, 200])
      }
      await load.stop()
      await shop.signIn()
      const ids = (): string[] => receiver.received.map(({ id }) => id)
      const orders = recorder.acknowledged().filter(({ path }) => path === '/orders').length
      await receiver.until(() => new Set(ids()).size >= orders)
      // No delivery is repeated because the time to repeat it seems to have come.
      expect(ids()).toHaveLength(new Set(ids()).size)
      round.setFaults(JUMPS.length)
      await verify(round, shop, [socket])
    } finally {
      rmSync(directory, { recursive: true })
    }
  },
  { reason: existsSync(LIBRARY) ? null : `no ${LIBRARY}` },
)
