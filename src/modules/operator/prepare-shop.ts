// Prepares a database for serving: rows that every shop has from its first start on, and work that an
// upgrade left to the next start. A second run changes nothing.

import { DatabaseUnavailable, type Db } from '#db/port.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'
import { formatDuration } from '#lib/durations.ts'
import type { Ids } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { openNumbers } from '#modules/orders/public.ts'
import { ensureSettings, loadSettings } from '#modules/settings/public.ts'
import { ensureDefaultLocation } from '#modules/stock/public.ts'
import { writeOldOrders } from './old-orders.ts'
import { refreshWords } from './words.ts'

interface PrepareDeps {
  db: Db
  clock: Clock
  ids: Ids
  config: Pick<Config, 'holdTtlMs'>
  log?: Log
}

export async function prepareShop({ db, clock, ids, config, log }: PrepareDeps): Promise<void> {
  await db.write(async (tx) => {
    await ensureSettings(tx, { hold_time: formatDuration(config.holdTtlMs) })
    await ensureDefaultLocation(tx, ids, clock.now())
    await openNumbers(tx, await loadSettings(tx))
  })
  const written = await writeOldOrders(db, (done) =>
    log?.info('writes the documents of orders', { done }),
  )
  await refreshWords(db, (kind, done) =>
    log?.info('makes the words of search again', { kind, done }),
  )
  if (written > 0) await giveBackSpace(db, log)
}

/** The file had room for the orders in both forms. */
async function giveBackSpace(db: Db, log: Log | undefined): Promise<void> {
  try {
    await db.rebuild?.()
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    log?.warn('no room to rebuild the database: its free space stays in the file')
  }
}
