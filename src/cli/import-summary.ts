// The report of an import for a person: counts, sums in decimals, and the first refused rows.

import { formatDecimal } from '#domain/money.ts'
import type { ImportReport } from '#modules/imports/public.ts'
import { line } from './io.ts'

const REFUSALS_MAX = 20
const REASON_MAX = 160

export function importSummary(report: ImportReport, path: string): string {
  const { kind, rows, records, refused } = report
  const rate =
    report.seconds > 0 ? Math.round((records.in + records.unchanged) / report.seconds) : 0
  const parts = [
    `${path}: ${rows.read} rows in ${report.seconds} s (${rate} ${kind}/s)${report.dry_run ? ', nothing written' : ''}`,
    ...table([
      [
        'rows',
        {
          in: rows.in,
          'there already': rows.unchanged,
          refused: rows.refused,
          skipped: rows.skipped,
        },
      ],
      [
        kind,
        {
          in: records.in,
          'of these replaced': records.replaced,
          'there already': records.unchanged,
          refused: records.refused,
          skipped: records.skipped,
          'credit notes': records.credit_notes,
          'write-offs': records.write_offs,
        },
      ],
    ]),
    ...report.sums.flatMap(sumsOf),
  ]
  if (!report.complete) parts.push('The file could not be read to its end: see the last refusal.')
  if (refused.length > 0) parts.push('', 'Refused:')
  for (const { line: at, external_id, reason } of refused.slice(0, REFUSALS_MAX)) {
    const short = reason.length > REASON_MAX ? `${reason.slice(0, REASON_MAX)}...` : reason
    parts.push(`  line ${at}${external_id === null ? '' : ` (${external_id})`}: ${short}`)
  }
  if (rows.refused > REFUSALS_MAX) {
    parts.push(`  and ${rows.refused - REFUSALS_MAX} more; --report FILE writes all of them`)
  }
  return line(parts.join('\n'))
}

/** `in`, and every other count above 0. */
function table(groups: [name: string, counts: Record<string, number>][]): string[] {
  return groups.map(([name, counts]) => {
    const printed = Object.entries(counts).filter(([what, count]) => what === 'in' || count > 0)
    return `  ${name.padEnd(10)}${printed.map(([what, count]) => `${count} ${what}`).join(', ')}`
  })
}

const NAMES = {
  lines: 'lines after discounts',
  shipping: 'shipping',
  fees: 'fees',
  discounts: 'off whole orders',
  tax: 'tax on top',
  total: 'total of what came in',
  unchanged: 'total of what was there already',
  credit_notes: 'credit notes',
  refused: 'refused rows',
  skipped: 'skipped rows',
} as const

function sumsOf(sums: ImportReport['sums'][number]): string[] {
  const names = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => sums[name] !== 0)
  return names.map((name) => {
    const amount = formatDecimal(sums[name], sums.exponent)
    return `  ${sums.currency} ${NAMES[name].padEnd(34)}${amount.padStart(16)}`
  })
}
