// The shop's settings are one row: the fields that differ from the defaults. A command reads them in its own
// transaction.

import type { Sql, Tx } from '#db/port.ts'
import { remembered } from '#db/remembered.ts'
import { DEFAULT_SETTINGS, type Settings } from '#domain/settings.ts'
import { parseDuration } from '#lib/durations.ts'

const ROW = 'shop'

/** The fields of the row and of the wire: without `hold_ms`, which follows from `hold_time`. */
export type StoredSettings = Omit<Settings, 'hold_ms'>

const settingsByName = remembered<Settings>(['settings'], async (sql) => {
  const settings = { ...DEFAULT_SETTINGS, ...(await loadStored(sql)) }
  const holdMs = parseDuration(settings.hold_time)
  if (holdMs === null) throw new Error('the stored hold_time is no duration')
  return new Map([[ROW, { ...settings, hold_ms: holdMs }]])
})

export async function loadSettings(sql: Sql): Promise<Settings> {
  const settings = (await settingsByName.load(sql, [ROW])).get(ROW)
  if (settings === undefined) throw new Error('the shop has no settings')
  return settings
}

/** The zone in which a date of a request is a day. */
export const loadTimezone = async (sql: Sql): Promise<string> => (await loadSettings(sql)).timezone

async function loadStored(sql: Sql): Promise<Partial<StoredSettings>> {
  const row = await sql.get<{ value: string }>('SELECT value FROM settings WHERE name = $1', [ROW])
  return row === null ? {} : (JSON.parse(row.value) as Partial<StoredSettings>)
}

/** Inserts the row of a new shop. Runs at every start, before any command. */
export async function ensureSettings(tx: Tx, first: Partial<StoredSettings>): Promise<void> {
  await tx.run(
    `INSERT INTO settings (name, value)
     VALUES ($1, $2)
     ON CONFLICT (name) DO NOTHING`,
    [ROW, JSON.stringify(first)],
  )
}

/** Serializes writers of the settings. */
export const lockSettings = (tx: Tx): Promise<void> => tx.lock('settings', 'name', ROW)

export async function saveSettings(tx: Tx, patch: Partial<StoredSettings>): Promise<void> {
  const value = JSON.stringify({ ...(await loadStored(tx)), ...patch })
  await tx.run(
    `INSERT INTO settings (name, value)
     VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [ROW, value],
  )
}
