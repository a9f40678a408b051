// Killed at each system call that a write or a backup makes, one after the other, until the server outlives it.

import { expect } from 'bun:test'
import { inject, whyNoStrace } from '../helpers/strace.ts'
import { v3Integrity, v6Ready } from './parts/checker.ts'
import { settle } from './parts/load.ts'
import { answerTo } from './parts/recorder.ts'
import { faultRow, ROUNDS, type Round, verify } from './parts/row.ts'
import { fileOf, openShop, type Shop, SKUS } from './parts/shop.ts'

const CALLS_MAX = 200
/** The long run tries every call, the short one the 1st, 2nd, 4th and so on. */
const after = (n: number): number => (ROUNDS > 1 ? n + 1 : n * 2)

const order = async ({ recorder, target }: Shop): Promise<void> => {
  const lines = [{ sku: SKUS[0], quantity: 1 }]
  await recorder.send(target(), 'POST', '/orders', { email: 'jane@example.com', lines })
}

const backup = async ({ target }: Shop): Promise<void> => {
  const request = { key: crypto.randomUUID(), method: 'POST', path: '/backups', body: '{}' }
  await answerTo(target(), request).catch(() => null)
}

const isAlive = ({ server }: Shop): Promise<boolean> =>
  fetch(`${server.url}/healthz`).then(
    () => true,
    () => false,
  )

async function killAtEach(
  round: Round,
  calls: string,
  write: (shop: Shop) => Promise<void>,
): Promise<void> {
  const shop = await openShop(round.orderd)
  let killed = 0
  for (let n = 1; n <= CALLS_MAX; n = after(n)) {
    const strace = await inject(shop.server.pid, `${calls}:signal=SIGKILL:when=${n}`)
    await write(shop)
    const outlived = await isAlive(shop)
    await strace.end()
    if (outlived) break
    await shop.server.ended
    expect(await v6Ready(() => shop.again())).toEqual([])
    await settle(shop.recorder, shop.target())
    expect(v3Integrity(fileOf(shop.directory))).toEqual([])
    expect([...new Bun.Glob('backups/*.partial*').scanSync(shop.directory)]).toEqual([])
    killed++
  }
  round.setFaults(killed)
  expect(killed).toBeGreaterThan(0)
  await verify(round, shop)
}

for (const [name, calls, write] of [
  ['pwrite64 of an order', 'pwrite64', order],
  ['fsync of an order', 'fsync,fdatasync', order],
  ['pwrite64 of a backup', 'pwrite64', backup],
  ['rename of a backup', 'rename,renameat,renameat2', backup],
] as const) {
  faultRow(`kill at each ${name}`, (round) => killAtEach(round, calls, write), {
    reason: whyNoStrace(),
    rounds: 1,
  })
}
