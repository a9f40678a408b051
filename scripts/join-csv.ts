// Joins two CSV files that share a column, as an import of orders wants them: each row of the second
// file with the columns of its row in the first, in the order of the first. Prints CSV.
// Usage: bun scripts/join-csv.ts orders.csv order_details.csv orderID

import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'

const [parentPath = '', childPath = '', key = ''] = process.argv.slice(2)

const read = (path: string): Record<string, string>[] =>
  parse(readFileSync(path), { bom: true, columns: true, skip_empty_lines: true })

const children = Map.groupBy(read(childPath), (child) => child[key])
const rows = read(parentPath).flatMap((parent) =>
  (children.get(parent[key]) ?? []).map((child) => ({ ...child, ...parent })),
)
process.stdout.write(stringify(rows, { header: true }))
