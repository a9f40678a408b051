// The report of an import is counted and summed row by row, so that a person can check it against the file:
// every row is in exactly one of the counts, every row's worth in exactly one of the sums.

import type { ReadGroup, Refusal } from '#domain/import/rows.ts'
import type { Order } from '#domain/order.ts'
import type { ImportReport } from './model.ts'

export type ImportKind = ImportReport['kind']
type Sums = ImportReport['sums'][number]

/** The result of one readable record (an order, a product, a customer). */
export type Result = 'created' | 'replaced' | 'unchanged'

export interface Tally {
  /** A row for which there is no record: it cannot be read, or names nothing. */
  refuseRow(refusal: Refusal): void
  /** A record of one row. */
  take(result: Result): void
  refuse(refusal: Refusal): void
  /** A group that is no order. */
  leaveGroup(group: ReadGroup): void
  takeOrder(group: ReadGroup, order: OrderAmounts, result: Result): void
  /** A group that would be an order, were it not for `reason`. */
  refuseOrder(group: ReadGroup, reason: string): void
  /** The file broke off. */
  breakOff(): void
  report(seconds: number): ImportReport
}

export type OrderAmounts = Pick<
  Order,
  'subtotal' | 'shipping' | 'fees' | 'discounts' | 'tax_total' | 'total' | 'prices_include_tax'
>

/** A report lists at most 100,000 refusals; the others are counted. */
const REFUSALS_MAX = 100_000

const AMOUNTS = {
  lines: 0,
  shipping: 0,
  fees: 0,
  discounts: 0,
  tax: 0,
  total: 0,
  unchanged: 0,
  credit_notes: 0,
  refused: 0,
  skipped: 0,
}
type Amounts = typeof AMOUNTS

export function startTally(kind: ImportKind, isDryRun: boolean): Tally {
  const rows = { read: 0, in: 0, unchanged: 0, refused: 0, skipped: 0 }
  const records = {
    in: 0,
    replaced: 0,
    unchanged: 0,
    refused: 0,
    skipped: 0,
    credit_notes: 0,
    write_offs: 0,
  }
  const sums = new Map<string, Sums>()
  const refused: Refusal[] = []
  let isComplete = true

  function addTo(
    { currency, exponent }: Pick<ReadGroup, 'currency' | 'exponent'>,
    amounts: Partial<Amounts>,
  ): void {
    const sum = sums.get(currency) ?? { currency, exponent, ...AMOUNTS }
    sums.set(currency, sum)
    for (const name of Object.keys(amounts) as (keyof Amounts)[]) {
      sum[name] += amounts[name] ?? 0
    }
  }
  function count(where: Exclude<keyof typeof rows, 'read'>, number: number): void {
    rows.read += number
    rows[where] += number
  }
  function refuseRow(refusal: Refusal): void {
    count('refused', 1)
    if (refused.length < REFUSALS_MAX) refused.push(refusal)
  }

  return {
    refuseRow,
    take(result) {
      count(result === 'unchanged' ? 'unchanged' : 'in', 1)
      countRecord(result)
    },
    refuse(refusal) {
      refuseRow(refusal)
      records.refused += 1
    },
    leaveGroup(group) {
      leaveOut(group)
      records[RECORDS[group.verdict]] += 1
    },
    takeOrder(group, order, result) {
      leaveOut(group)
      count(result === 'unchanged' ? 'unchanged' : 'in', group.taken.length)
      countRecord(result)
      const amounts = result === 'unchanged' ? { unchanged: order.total } : amountsOf(order)
      addTo(group, amounts)
    },
    refuseOrder(group, reason) {
      leaveOut(group)
      for (const line of group.taken) {
        refuseRow({ line, external_id: group.external_id, reason })
      }
      records.refused += 1
      addTo(group, { refused: group.worth.taken })
    },
    breakOff() {
      isComplete = false
    },
    report: (seconds) => ({
      kind,
      dry_run: isDryRun,
      seconds,
      complete: isComplete,
      rows,
      records,
      sums: [...sums.values()],
      refused: refused.sort((a, b) => a.line - b.line),
      refused_left_off: rows.refused - refused.length,
    }),
  }

  function countRecord(result: Result): void {
    if (result === 'unchanged') records.unchanged += 1
    else records.in += 1
    if (result === 'replaced') records.replaced += 1
  }

  /** Counts the rows of a group that are refused or skipped on their own. */
  function leaveOut(group: ReadGroup): void {
    for (const refusal of group.refusals) refuseRow(refusal)
    count('skipped', group.skipped.length)
    addTo(group, {
      [group.verdict === 'credit_note' ? 'credit_notes' : 'refused']: group.worth.refused,
      skipped: group.worth.skipped,
    })
  }
}

const RECORDS = {
  order: 'refused',
  refused: 'refused',
  credit_note: 'credit_notes',
  write_off: 'write_offs',
  skipped: 'skipped',
} as const satisfies Record<ReadGroup['verdict'], string>

function amountsOf(order: OrderAmounts): Partial<Amounts> {
  const sumOf = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0)
  const taken = (scope: string): number =>
    sumOf(order.discounts.filter((d) => d.scope === scope).map((d) => d.taken))
  return {
    lines: order.subtotal - taken('line'),
    shipping: sumOf(order.shipping.map((s) => s.price - s.discount)),
    fees: sumOf(order.fees.map((fee) => fee.amount)),
    discounts: taken('order'),
    tax: order.prices_include_tax ? 0 : order.tax_total,
    total: order.total,
  }
}
