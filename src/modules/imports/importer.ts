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
import { type Turn, takeTurns } from '#lib/turn.ts'
import { importCustomer, importOrders, importProduct } from './commands.ts'
import type { Imported, OfImport } from './existing-orders.ts'
import { type FileRow, GROUP_MAX, TOO_LONG } from './file-row.ts'
import { type FileFormat, rowsOf } from './files.ts'
import type { FileOrder } from './import-batch.ts'
import type { ImportReport } from './model.ts'
import { groupKey, readOrder } from './read-groups.ts'
import { type ImportKind, type OrderAmounts, startTally, type Tally } from './report.ts'
import type { Bytes } from './slices.ts'

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

/**
 * An import ends after 10,000 unreadable rows in a row. Refusals by the executor do not count: they come in the
 * order of commits, and a dry run ends where the run does.
 */
const REFUSED_IN_A_ROW_MAX = 10_000

/** 422 where the file or its columns are not what the map says. */
export type RunImport = (request: ImportRequest) => Promise<ImportReport>

export const createImporter =
  (deps: ImporterDeps): RunImport =>
  async (request) => {
    const beganMs = performance.now()
    const tally = startTally(request.kind, request.isDryRun)
    const turn = takeTurns()
    await IMPORTS[request.kind]({ ...request, ...deps, tally, turn, refusedInARow: 0 })
    return tally.report(Math.round(performance.now() - beganMs) / 1000)
  }

interface Run extends ImportRequest, ImporterDeps {
  tally: Tally
  turn: Turn
  /** Rows that could not be read, since the last one that was. */
  refusedInARow: number
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
  return forEachConcurrently(records(run, read), run.bulk.recordsInFlight, async (record) => {
    const sent = await send({ record: record.value, announced: run.isAnnounced })
    if ('value' in sent) tally.take(sent.value.result)
    else tally.refuse({ line: record.line, external_id: record.key, reason: sent.fault })
  })
}

interface LineRecord<T> {
  line: number
  key: string | null
  value: T
}

/** Every row that is a record; the others go to the tally. */
async function* records<T>(
  run: Run,
  read: (row: Row) => ReadRecord<T>,
): AsyncGenerator<LineRecord<T>> {
  for await (const row of readable(run)) {
    const found = read(row)
    if ('value' in found) {
      run.refusedInARow = 0
      yield { line: row.line, ...found }
    } else {
      run.refusedInARow += 1
      run.tally.refuse({ line: row.line, external_id: found.key, reason: found.fault })
    }
  }
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
    if (group.verdict === 'refused') run.refusedInARow += rows.length
    else run.refusedInARow = 0
    if (image !== null) yield { group, order: { image } }
    else if (group.draft !== null) yield { group, order: { draft: group.draft } }
    else tally.leaveGroup(group)
  }
}

/** Every row that can be read; the others go to the tally. */
async function* readable(run: Run): AsyncGenerator<Row> {
  const { bytes, format, plan, tally, turn } = run
  for await (const row of rowsOf(bytes, format, plan, turn)) {
    if (turn.isOver) await turn.next()
    if (run.refusedInARow >= REFUSED_IN_A_ROW_MAX) {
      tally.refuseRow({ line: row.line, external_id: null, reason: NOTHING_READABLE })
      tally.breakOff()
      return
    }
    if (isReadable(row)) {
      yield row
      continue
    }
    refuseUnread(run, row.line, row.unreadable)
    if (row.isEnd) {
      tally.breakOff()
      return
    }
  }
}

const NOTHING_READABLE = `comes after ${REFUSED_IN_A_ROW_MAX} rows that were all refused: the import ends here`

const isReadable = (row: FileRow): row is Row => 'cell' in row

function refuseUnread(run: Run, line: number, reason: string): void {
  run.refusedInARow += 1
  run.tally.refuseRow({ line, external_id: null, reason })
}

interface RowGroup {
  key: string
  /** Empty where the order has too many lines. */
  rows: Row[]
}

/** Rows of one order that stand together. */
async function* groups(run: Run): AsyncGenerator<RowGroup & { rows: [Row, ...Row[]] }> {
  const { tally, plan } = run
  let group: RowGroup = { key: '', rows: [] }
  for await (const row of readable(run)) {
    const key = groupKey(row, plan)
    if (key === null) refuseUnread(run, row.line, 'external_id is missing')
    else if (group.key !== key) {
      if (hasRows(group)) yield group
      group = { key, rows: [row] }
    } else if (group.rows.length > 0 && group.rows.length < GROUP_MAX) {
      group.rows.push(row)
    } else {
      for (const { line } of group.rows.splice(0)) {
        tally.refuseRow({ line, external_id: key, reason: TOO_LONG })
      }
      refuseUnread(run, row.line, TOO_LONG)
    }
  }
  if (hasRows(group)) yield group
}

const hasRows = <G extends RowGroup>(group: G): group is G & { rows: [Row, ...Row[]] } =>
  group.rows.length > 0

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
