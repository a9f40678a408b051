// The executor answers the same in one thread and with the writer in a thread of its own: outcomes, refusals,
// replays, rehearsals, bugs, and the log of events.

import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareShop } from '#app.ts'
import type { Call, Command, CommandResult, Execute } from '#commands/command.ts'
import { createExecutor } from '#commands/executor.ts'
import { isUnavailable, UniqueViolation } from '#db/errors.ts'
import { migrate } from '#db/migrate.ts'
import { openDatabase } from '#db/open.ts'
import type { Db } from '#db/port.ts'
import { DomainError } from '#domain/errors.ts'
import { ensureEpoch } from '#events/epoch.ts'
import { systemClock } from '#lib/clock.ts'
import { systemIds } from '#lib/ids.ts'
import { createApiKey } from '#modules/api-keys/commands.ts'
import {
  confirmOrder,
  createOwnOrder,
  createStaffOrder,
  deleteOrder,
  holdOrder,
} from '#modules/orders/commands.ts'
import { createProduct } from '#modules/products/commands.ts'
import { testConfig } from '../helpers/app.ts'
import {
  hasBug,
  refusesAfterWriting,
  TEST_COMMANDS,
  violates,
  wanders,
} from './fixtures/two-forms.ts'

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Form {
  db: Db
  execute: Execute
  results: CommandResult[]
}

async function form(module: string | null): Promise<Form> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-test-'))
  closers.push(() => rmSync(directory, { recursive: true }))
  const db = await openDatabase({ location: join(directory, 'orderd.db'), durability: 'normal' })
  closers.push(() => db.close())
  await migrate(db)
  await ensureEpoch(db)
  const shared = { db, clock: systemClock, ids: systemIds() }
  await prepareShop({ ...shared, config: testConfig() })
  if (module !== null) await db.startWriter?.(module)()
  const results: CommandResult[] = []
  const execute = createExecutor({
    ...shared,
    commands: TEST_COMMANDS,
    onDone: ({ result }) => results.push(result),
  })
  return { db, execute, results }
}

const STAFF: Call = { caller: { kind: 'operator' }, requestId: 'req' }

/** Ids and times differ between two runs. */
const comparable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replace(/\b([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}/g, '$1_*')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replace(/("tracking_token\\?":\\?")[^"\\]+/g, '$1*'),
  )

const describeError = (error: unknown): object => {
  if (error instanceof DomainError)
    return { code: error.code, status: error.status, text: error.message, details: error.details }
  if (error instanceof UniqueViolation) return { unique: error.constraint }
  if (!(error instanceof Error)) throw error
  return { name: error.name, text: error.message, isUnavailable: isUnavailable(error) }
}

/** Runs the same calls, and returns all that a caller, the metrics and the log see of them. */
async function run({ db, execute, results }: Form): Promise<unknown> {
  const seen: unknown[] = []
  async function call<A>(command: Command<A>, args: NoInfer<A>, more: Partial<Call> = {}) {
    try {
      const { body, ...outcome } = await execute(command, args, { ...STAFF, ...more })
      expect(outcome.text === '' ? undefined : JSON.parse(outcome.text)).toEqual(body)
      seen.push(outcome)
      return body as { id: string; version: number }
    } catch (error) {
      seen.push(describeError(error))
      throw error
    }
  }
  const refused = async (calling: Promise<unknown>): Promise<void> => {
    expect(await calling.then(() => 'done').catch(() => 'refused')).toBe('refused')
  }
  const key = (name: string, fingerprint = 'one') => ({ idempotency: { key: name, fingerprint } })

  const tea = { sku: 'TEA', title: 'Téa “fine” \u{1F375} \u2028', price: 450, on_hand: 5 }
  await call(createProduct, tea)
  await refused(call(createProduct, tea))
  const lines = [{ sku: 'TEA', quantity: 2 }]
  const order = { email: 'a@example.com', lines }
  const placed = await call(createStaffOrder, order, key('k'))
  await call(createStaffOrder, order, key('k'))
  await refused(call(createStaffOrder, order, key('k', 'other')))
  await refused(
    call(createStaffOrder, { ...order, lines: [{ sku: 'TEA', quantity: 9 }] }, key('n')),
  )
  await call(createStaffOrder, { ...order, draft: true }, key('n'))
  await call(createStaffOrder, order, { isRehearsal: true, ...key('rehearsed') })
  await refused(call(createOwnOrder, order, { caller: { kind: 'anonymous' } }))
  await refused(call(createStaffOrder, { lines: [] } as never))
  await call(confirmOrder, { id: placed.id }, { expectedVersion: placed.version })
  await refused(call(holdOrder, { id: placed.id, reason: 'x' }, { expectedVersion: 1 }))
  await call(confirmOrder, { id: placed.id })
  await refused(call(deleteOrder, { id: placed.id }))
  const newKey = { key: 'orderd_secret', name: 'till', scopes: ['orders:read' as const] }
  await call(createApiKey, newKey, key('secret'))
  await refused(call(createApiKey, newKey, key('secret')))

  // In one turn, so in one batch where there is one: each refusal falls alone.
  const beside = (on_hand: number) => call(createProduct, { ...tea, sku: `CUP${on_hand}`, on_hand })
  await Promise.allSettled([
    beside(1),
    call(refusesAfterWriting, {}),
    beside(2),
    call(hasBug, {}),
    call(violates, {}),
    beside(3),
    call(wanders, {}),
    call(createStaffOrder, order, key('late')),
    call(createStaffOrder, order, key('late')),
  ])
  const all = <T>(text: string) => db.read.all<T>(text)
  return comparable({
    seen,
    results,
    written: await all(`SELECT COUNT(*) AS n FROM consumers WHERE name = 'written'`),
    products: await all('SELECT sku FROM products ORDER BY sku'),
    events: await all('SELECT seq, type, body FROM events ORDER BY seq'),
    keys: await all('SELECT caller, key, status, body, etag, secret FROM idempotency ORDER BY key'),
  })
}

test('all that callers, metrics and the log see is the same in both forms', async () => {
  const inOne = await run(await form(null))
  const inTwo = await run(await form(join(import.meta.dir, 'fixtures/two-forms.ts')))
  expect(inTwo).toEqual(inOne)
  expect(inOne).toMatchObject({ written: [{ n: 0 }] })
})

test('a command that is in no list is refused in both forms', async () => {
  for (const module of [null, join(import.meta.dir, 'fixtures/two-forms.ts')]) {
    const { execute } = await form(module)
    const stray = { ...createProduct }
    const calling = execute(stray, { sku: 'A', title: 'A', price: 1 }, STAFF)
    expect(await calling.catch((error: Error) => error.message)).toContain('command-list')
  }
})
