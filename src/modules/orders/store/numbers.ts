// The numbers of orders, unique and rising. Without a gap they come from a counter's row, which stays
// locked until the commit; a shop on PostgreSQL that cannot queue for it takes them from a sequence
// and lives with gaps. Exactly one of the two is open, by its value: a transaction that read the
// setting before a change of it gets no number twice.

import type { Tx } from '#db/port.ts'
import type { Settings } from '#domain/settings.ts'

type NumberSettings = Pick<Settings, 'number_prefix' | 'number_start' | 'gapless_numbers'>

/** A source at or beyond this gives no numbers. */
const CLOSED = 9_000_000_000_000_000

/** A number, and whether an order has it already: under another prefix, as 1-1001 and 11-001 had. */
interface Drawn {
  value: number
  taken: number
}

/** null where it is closed. */
type Source = (tx: Tx, settings: NumberSettings) => Promise<Drawn | null>

const TAKEN = 'CASE WHEN EXISTS (SELECT 1 FROM orders WHERE number ='

const COUNT = `UPDATE counters
   SET value = CASE WHEN value < $1 THEN $1 ELSE value + 1 END
   WHERE name = 'orders' AND value < $2
   RETURNING value, ${TAKEN} $3 || CAST(value AS TEXT)) THEN 1 ELSE 0 END AS taken`

const fromCounter: Source = (tx, { number_prefix, number_start }) =>
  tx.get<Drawn>(COUNT, [number_start, CLOSED, number_prefix])

const fromSequence: Source = async (tx, { number_prefix }) => {
  const drawn = await tx.get<Drawn>(
    `WITH next AS MATERIALIZED (SELECT nextval('order_numbers') AS value)
     SELECT value, ${TAKEN} $1 || CAST(value AS TEXT)) THEN 1 ELSE 0 END AS taken
     FROM next`,
    [number_prefix],
  )
  return drawn === null || drawn.value >= CLOSED ? null : drawn
}

/** The source that the setting names, and then the other: the setting may be a moment old. */
const sourcesOf = (tx: Tx, settings: NumberSettings): readonly [Source, Source] =>
  isGapless(tx, settings) ? [fromCounter, fromSequence] : [fromSequence, fromCounter]

const isGapless = (tx: Tx, settings: NumberSettings): boolean =>
  settings.gapless_numbers || tx.capabilities.hasOneWriter

/** The next number; take it as late as the command can. */
export async function takeNumber(
  tx: Tx,
  settings: NumberSettings,
): Promise<{ number: string; number_seq: number }> {
  const [first, second] = sourcesOf(tx, settings)
  for (;;) {
    const drawn = (await first(tx, settings)) ?? (await second(tx, settings))
    if (drawn === null) throw new Error('order numbers come from nowhere')
    const { value, taken } = drawn
    if (taken === 0) return { number: `${settings.number_prefix}${value}`, number_seq: value }
  }
}

/**
 * Opens the source that the settings name, behind all that the other one gave, and closes the other.
 * Waits for transactions that took a number and have not committed.
 */
export async function openNumbers(tx: Tx, settings: NumberSettings): Promise<void> {
  if (tx.capabilities.hasOneWriter) return
  await tx.lock('counters', 'name', 'orders')
  const counter = await read(tx, `SELECT value FROM counters WHERE name = 'orders'`)
  if (isGapless(tx, settings) && counter < CLOSED) return
  // Any ALTER waits for the transactions that took a number, and keeps others waiting until it ends.
  await tx.run('ALTER SEQUENCE order_numbers NO CYCLE')
  const next = await read(
    tx,
    `SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END AS value
     FROM order_numbers`,
  )
  if (isGapless(tx, settings)) {
    await moveSequence(tx, CLOSED)
    await moveCounter(tx, next - 1)
  } else {
    await moveSequence(tx, Math.max(counter < CLOSED ? counter + 1 : next, settings.number_start))
    await moveCounter(tx, CLOSED)
  }
}

async function read(tx: Tx, text: string): Promise<number> {
  const row = await tx.get<{ value: number }>(text)
  if (row === null) throw new Error('a source of order numbers is missing')
  return row.value
}

/** No parameters in a definition; it is a number. */
const moveSequence = (tx: Tx, next: number): Promise<number> =>
  tx.run(`ALTER SEQUENCE order_numbers RESTART WITH ${next}`)

const moveCounter = (tx: Tx, value: number): Promise<number> =>
  tx.run(`UPDATE counters SET value = $1 WHERE name = 'orders'`, [value])
