// An import from its first byte to its report: rows are read, grouped, judged and handed to the
// executor in the order of the file, a bounded number at a time (PostgreSQL may commit neighbours in
// another order). A bad row does not stop it, and memory holds only the records that are being executed.

import type { Call, Command, Execute, Outcome } from '#commands/command.ts'
import { type Capabilities, UniqueViolation } from '#db/port.ts'
import { DomainError, type FieldError } from '#domain/errors.ts'
import type { CellContext } from '#domain/import/cells.ts'
import type { Plan, Row } from '#domain/import/maps.ts'
import { type ReadRecord, readCustomer, readProduct } from '#domain/import/records.ts'
import type { ReadGroup } from '#domain/import/rows.ts'
import type { Result } from '#domain/result.ts'
import type { Clock } from '#lib/clock.ts'
import { forEachConcurrently } from '#lib/concurrently.ts'
import { exponentOf } from '#lib/currencies.ts'
import { timeReader } from '#lib/local-time.ts'
import { importCustomer, importOrders, importProduct } from './commands.ts'
import type { Imported, OfImport } from './existing-orders.ts'
import { type Bytes, type FileFormat, type FileRow, rowsOf } from './files.ts'
import type { FileOrder } from './import-batch.ts'
import type { ImportReport } from './model.ts'
import { groupKey, readOrder } from './read-groups.ts'
import { type ImportKind, type OrderAmounts, startTally, type Tally } from './report.ts'

export interface ImporterDeps {
  bulk: Capabilities['bulk']
  execute: Execute
  clock: Clock
}

export interface ImportRequest {
  kind: ImportKind
  bytes: Bytes
  format: FileFormat
  plan: Plan
  isDryRun: boolean
  /** Do webhooks hear of it? */
  isAnnounced: boolean
  call: Call
  /** The shop's defaults for a file that names none. */
  shop: { currency: string; timezone: string }
}

/** No order has more lines than this; a longer group is a file that is not grouped at all. */
const GROUP_MAX = 10_000

/** 422 where the file or its columns are not what the map says. */
export type RunImport = (request: ImportRequest) => Promise<ImportReport>

export const createImporter =
  (deps: ImporterDeps): RunImport =>
  async (request) => {
    const beganMs = performance.now()
    const tally = startTally(request.kind, request.isDryRun)
    await IMPORTS[request.kind]({ ...request, ...deps, tally })
    return tally.report(Math.round(performance.now() - beganMs) / 1000)
  }

interface Run extends ImportRequest, ImporterDeps {
  tally: Tally
}

const IMPORTS: Record<ImportKind, (run: Run) => Promise<void>> = {
  orders: (run) => {
    const { recordsInFlight, recordsPerCommand } = run.bulk
    return forEachConcurrently(batches(run), recordsInFlight / recordsPerCommand, taker(run))
  },
  products: (run) => {
    const senses = sensesOf(run)
    return importRecords(run, importProduct, (row) => {
      const read = readProduct(row, run.plan, senses, run.shop.currency)
      return 'value' in read ? { ...read, value: { id: null, ...read.value } } : read
    })
  },
  customers: (run) => importRecords(run, importCustomer, (row) => readCustomer(row, run.plan)),
}

const sensesOf = ({ plan, shop }: Run): CellContext => ({
  exponentOf,
  timeOf: timeReader(plan.terms.timezone ?? shop.timezone, plan.terms.date_format),
})

function importRecords<T>(
  run: Run,
  command: Command<OfImport<T>, Imported<unknown>>,
  read: (row: Row) => ReadRecord<T>,
): Promise<void> {
  const { tally } = run
  const send = sender(run, command)
  return forEachConcurrently(readable(run), run.bulk.recordsInFlight, async (row) => {
    const found = read(row)
    const sent =
      'fault' in found ? found : await send({ record: found.value, announced: run.isAnnounced })
    if ('value' in sent) tally.take(sent.value.result)
    else tally.refuse({ line: row.line, external_id: found.key, reason: sent.fault })
  })
}

/** An order that was found in the file. */
interface Found {
  group: ReadGroup
  order: FileOrder
}

/** Orders that go as one command: none twice, since the second one updates the first. */
async function* batches(run: Run): AsyncGenerator<Found[]> {
  let batch = new Map<string, Found>()
  for await (const found of orders(run)) {
    const { external_id } = found.group
    if (batch.size === run.bulk.recordsPerCommand || batch.has(external_id)) {
      yield [...batch.values()]
      batch = new Map()
    }
    batch.set(external_id, found)
  }
  if (batch.size > 0) yield [...batch.values()]
}

/** Sends orders together; each alone where one of them is refused, so that it falls alone. */
function taker(run: Run): (found: readonly Found[]) => Promise<void> {
  const { tally, clock } = run
  const send = sender(run, importOrders)
  const began_at = clock.now()
  return async function take(found) {
    const sent = await send({
      orders: found.map(({ order }) => order),
      began_at,
      announced: run.isAnnounced,
    })
    if ('fault' in sent && found.length > 1) {
      await Promise.all(found.map((one) => take([one])))
      return
    }
    for (const [i, { group }] of found.entries()) {
      if ('fault' in sent) tally.refuseOrder(group, sent.fault)
      else takeOne(tally, group, sent.value[i])
    }
  }
}

function takeOne(tally: Tally, group: ReadGroup, taken: Imported<OrderAmounts> | undefined): void {
  if (taken === undefined)
    throw new Error('the command answered for fewer orders than it was given')
  tally.takeOrder(group, taken.body, taken.result)
}

/** Every order that there is to take; what is none goes to the tally. */
async function* orders(run: Run): AsyncGenerator<Found> {
  const { tally, plan } = run
  const senses = sensesOf(run)
  for await (const { key, rows } of groups(run)) {
    const { group, image } = readOrder(key, rows, plan, senses)
    if (image !== null) yield { group, order: { image } }
    else if (group.draft !== null) yield { group, order: { draft: group.draft } }
    else tally.leaveGroup(group)
  }
}

/** Every row that is one; the others go to the tally. */
async function* readable({ bytes, format, plan, tally }: Run): AsyncGenerator<Row> {
  for await (const row of rowsOf(bytes, format, plan)) {
    if (isReadable(row)) yield row
    else {
      tally.refuseRow({ line: row.line, external_id: null, reason: row.unreadable })
      if (row.isEnd) tally.breakOff()
    }
  }
}

const isReadable = (row: FileRow): row is Row => 'cell' in row

interface RowGroup {
  key: string
  rows: [Row, ...Row[]]
}

/** Rows of one order that stand together. */
async function* groups(run: Run): AsyncGenerator<RowGroup> {
  let group = null as RowGroup | null
  for await (const row of readable(run)) {
    const key = groupKey(row, run.plan)
    if (key === null) {
      run.tally.refuseRow({ line: row.line, external_id: null, reason: 'external_id is missing' })
    } else if (group?.key === key && group.rows.length < GROUP_MAX) {
      group.rows.push(row)
    } else {
      if (group !== null) yield group
      group = { key, rows: [row] }
    }
  }
  if (group !== null) yield group
}

/** Executes a command of this run, dry or not; a refusal is its reason. What is no refusal, throws. */
function sender<Args, Body>(
  { execute, call, isDryRun }: Run,
  command: Command<Args, Body>,
): (args: Args) => Promise<Result<Body>> {
  // A key or an expected version belongs to one record, not to a file of them.
  const { caller, requestId } = call
  const run = (args: Args): Promise<Outcome<Body>> =>
    execute(command, args, { caller, requestId, isRehearsal: isDryRun })
  return async (args) => {
    try {
      return { value: (await orAgain(() => run(args))).body }
    } catch (error) {
      if (error instanceof DomainError && error.status < 500) return { fault: reasonOf(error) }
      if (error instanceof UniqueViolation)
        return { fault: 'another import puts in the same just now' }
      throw error
    }
  }
}

/** Another record in flight may make the same customer or order first; it is there the second time. */
async function orAgain<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UniqueViolation) return work()
    throw error
  }
}

/** The sentence alone; the path of a field means nothing to who wrote the file. */
function reasonOf({ message, details }: DomainError): string {
  const errors = details.errors as FieldError[] | undefined
  return errors?.map((one) => one.message).join('; ') ?? message
}
