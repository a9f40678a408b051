// Imports real orders with nothing but map files and checks the reports against the files themselves,
// counted and summed here on their own. Takes the directory that holds them:
//   bun scripts/bench/real-data.ts <directory> [orderd ...]
// with northwind/{orders,order_details,products,customers}.csv and online-retail-one-day.csv in it.
// Exits 1 where a figure differs.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

const root = join(import.meta.dir, '../..')
const maps = join(root, 'test/fixtures/maps')
const [source = '', ...given] = process.argv.slice(2)
const orderd = given.length > 0 ? given : ['bun', join(root, 'src/main.ts')]
const scratch = mkdtempSync(join(tmpdir(), 'orderd-real-'))

type Cells = Record<string, string>

const read = (file: string): Cells[] =>
  parse(readFileSync(join(source, file)), { bom: true, columns: true, skip_empty_lines: true })

/** Hundredths, half away from zero; exact for every amount in these files. */
const cents = (decimal: number): number =>
  Math.sign(decimal) * Math.round(Math.abs(decimal) * 100 + 1e-7)
const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0)
const at = (row: Cells, column: string): number => Number(row[column])

interface Report {
  seconds: number
  rows: Record<string, number>
  records: Record<string, number>
  sums: Record<string, number>[]
}

async function run(command: string[]): Promise<string> {
  const child = Bun.spawn(command, { stdout: 'pipe', stderr: 'inherit' })
  const text = await child.stdout.text()
  if ((await child.exited) !== 0) throw new Error(`${command.join(' ')}: ${child.exitCode}`)
  return text
}

async function load(kind: string, file: string, map: string, shop: string): Promise<Report> {
  const words = ['import', kind, file, '--map', join(maps, `${map}.map.json`), '--json']
  return JSON.parse(await run([...orderd, ...words, '--data-dir', join(scratch, shop)]))
}

let failures = 0
function check(what: string, found: unknown, expected: unknown): void {
  const isRight = found === expected
  if (!isRight) failures += 1
  console.log(
    `${isRight ? 'ok    ' : 'DIFFERS'} ${what}: ${found}${isRight ? '' : `, expected ${expected}`}`,
  )
}

async function northwind(): Promise<void> {
  const file = (name: string): string => join(source, 'northwind', `${name}.csv`)
  const details = read('northwind/order_details.csv')
  const orders = read('northwind/orders.csv')
  const net = sum(
    details.map((row) => {
      const base = cents(at(row, 'unitPrice')) * at(row, 'quantity')
      return base - cents((base / 100) * at(row, 'discount'))
    }),
  )
  const joined = join(scratch, 'northwind.csv')
  const join_ = join(root, 'scripts/join-csv.ts')
  writeFileSync(joined, await run(['bun', join_, file('orders'), file('order_details'), 'orderID']))
  const products = await load('products', file('products'), 'northwind-products', 'northwind')
  const customers = await load('customers', file('customers'), 'northwind-customers', 'northwind')
  const report = await load('orders', joined, 'northwind-orders', 'northwind')
  check('Northwind products', products.records.in, read('northwind/products.csv').length)
  check('Northwind customers', customers.records.in, read('northwind/customers.csv').length)
  check('Northwind orders', report.records.in, orders.length)
  check('Northwind lines', report.rows.in, details.length)
  check('Northwind net', report.sums[0]?.lines, net)
  check(
    'Northwind freight',
    report.sums[0]?.shipping,
    sum(orders.map((o) => cents(at(o, 'freight')))),
  )
}

async function retail(): Promise<void> {
  const name = 'online-retail-one-day.csv'
  const rows = read(name)
  const report = await load('orders', join(source, name), 'retail-day', 'retail')
  const groups = [...Map.groupBy(rows, (row) => row.InvoiceNo ?? '').values()]
  const isNegative = (group: Cells[]): boolean => group.every((row) => at(row, 'Quantity') < 0)
  const worth = (group: Cells[]): number =>
    sum(group.map((row) => cents(at(row, 'UnitPrice')) * at(row, 'Quantity')))
  const credits = groups.filter((group) => isNegative(group) && worth(group) !== 0)
  const writeOffs = groups.filter((group) => isNegative(group) && worth(group) === 0)
  check('retail rows', report.rows.read, rows.length)
  check('retail orders', report.records.in, groups.length - credits.length - writeOffs.length)
  check('retail credit notes', report.records.credit_notes, credits.length)
  check('retail write-offs', report.records.write_offs, writeOffs.length)
  check('retail credit sum', report.sums[0]?.credit_notes, sum(credits.map(worth)))
  const { total = 0, credit_notes = 0, refused = 0, skipped = 0 } = report.sums[0] ?? {}
  check('retail sum of all rows', total + credit_notes + refused + skipped, worth(rows))
}

try {
  await northwind()
  await retail()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
process.exit(failures > 0 ? 1 : 0)
