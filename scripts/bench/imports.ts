// Orders a second of a CSV import, by the number of their lines: paid and shipped ones, as a shop that
// moves brings them. The file is made as it is sent.

import type { Target } from './target.ts'

const ORDERS = 10_000
const LINES = [1, 3, 20] as const
const HEADER =
  'external_id,placed_at,currency,email,name,line1,city,postal_code,country,sku,title,quantity,unit_price,tax_rate'

function* rows(lines: number): Generator<string> {
  yield HEADER
  for (let order = 0; order < ORDERS; order++) {
    const day = String((order % 28) + 1).padStart(2, '0')
    const head = `${lines}-${order},2024-03-${day}T10:00:00Z,EUR,c${order % 3_000}@example.com`
    for (let line = 0; line < lines; line++) {
      const sku = `S${(order * 7 + line * 13) % 900}`
      yield `${head},Jane Doe,1 High St,Leeds,LS1 1AA,GB,${sku},Thing ${sku},2,12.50,0.2`
    }
  }
}

async function importOne({ port, token }: Target, lines: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/orders/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    body: [...rows(lines)].join('\n'),
  })
  const { records, seconds } = (await response.json()) as {
    records: { in: number }
    seconds: number
  }
  if (records.in !== ORDERS) throw new Error(`${records.in} of ${ORDERS} orders came in`)
  return Math.round(records.in / seconds)
}

export async function importsPerSecond(target: Target): Promise<Record<string, number>> {
  const figures: Record<string, number> = {}
  for (const lines of LINES) {
    figures[lines === 1 ? '1 line' : `${lines} lines`] = await importOne(target, lines)
  }
  return figures
}
