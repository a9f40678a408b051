// A row of the table of faults: runs its rounds against the binary, verifies after each, and counts what was tried.

import { describe, expect, test } from 'bun:test'
import { appendFileSync } from 'node:fs'
import { binaryOrderd, type Orderd } from '../../helpers/process.ts'
import {
  readFeed,
  v1AcknowledgedWrites,
  v2KeysOnce,
  v3Integrity,
  v4Sums,
  v5Log,
} from './checker.ts'
import { settle } from './load.ts'
import { fileOf, type Shop } from './shop.ts'
import type { SocketRecorder } from './socket-recorder.ts'

/** How often each row is tried: once, unless `bun run test:faults --rounds N`. */
export const ROUNDS = Number(process.env.ORDERD_FAULT_ROUNDS ?? '1')
const ROW_MS = 60_000
/** What a busy machine may add to a promised time. */
export const SPARE_MS = 2_000

export interface Round {
  orderd: Orderd
  /** From 1. */
  number: number
  /** The faults of this round, where they are not one. */
  setFaults(count: number): void
  /** The shop's requests are counted in the table. */
  count(shop: Shop, lost?: number): void
}

/** `reason`: why the row cannot be tried on this machine; null where it can. */
export function faultRow(
  name: string,
  run: (round: Round) => Promise<void>,
  { reason = null, rounds = ROUNDS }: { reason?: string | null; rounds?: number } = {},
): void {
  const orderd = binaryOrderd()
  const why = orderd === null ? 'no binary was built from this source' : reason
  if (orderd === null || why !== null) {
    describe.skip(`${name} (${why})`, () => test('is tried', () => {}))
    tell({ fault: name, skipped: why })
    return
  }
  test(
    name,
    async () => {
      const tally = { rounds: 0, faults: 0, bad: 0, acknowledged: 0, lost: 0 }
      try {
        for (let number = 1; number <= rounds; number++) {
          const count: Round['count'] = ({ recorder }, lost = 0) => {
            tally.bad += recorder.bad().length
            tally.acknowledged += recorder.acknowledged().length
            tally.lost += lost
          }
          let faults = 1
          const setFaults = (more: number): void => {
            faults = more
          }
          await run({ orderd, number, count, setFaults })
          tally.faults += faults
          tally.rounds++
        }
      } finally {
        tell({ fault: name, ...tally })
      }
    },
    ROW_MS * ROUNDS,
  )
}

const tell = (line: object): void => {
  const file = process.env.ORDERD_FAULT_TABLE
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`)
}

/** V1 to V5 of a shop that serves again; ends its server. */
export async function verify(
  { count }: Pick<Round, 'count'>,
  shop: Shop,
  sockets: readonly SocketRecorder[] = [],
): Promise<void> {
  await settle(shop.recorder, shop.target())
  const feed = await readFeed(shop.target())
  const faults = [
    ...(await v1AcknowledgedWrites(shop.target(), shop.recorder, feed)),
    ...v2KeysOnce(shop.recorder, feed),
  ]
  // Of what comes after the last event of an order, a socket of orders hears only a mark, after half a minute.
  const last = feed.findLast(({ order }) => order !== undefined)
  for (const socket of sockets) await socket.reached(last?.seq ?? 0)
  await shop.server.end()
  const file = fileOf(shop.directory)
  faults.push(...v3Integrity(file), ...(await v4Sums(file)), ...(await v5Log(file, feed, sockets)))
  for (const socket of sockets) socket.close()
  count(shop, faults.filter((fault) => fault.endsWith('is not there')).length)
  expect(faults).toEqual([])
}
