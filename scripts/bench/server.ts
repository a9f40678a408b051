// orderd from source in a process of its own, for profiles: as it is, with one commit a request, or with all
// its workers and saying when it committed. Prints its port, a token and an order's id.

import { buildApp, prepareShop, startWorkers, WRITER_THREAD } from '#app.ts'
import { migrate } from '#db/migrate.ts'
import { openDatabase } from '#db/open.ts'
import { openSqlite } from '#db/sqlite/database.ts'
import { ensureEpoch } from '#events/epoch.ts'
import { startTail } from '#events/tail.ts'
import { systemClock } from '#lib/clock.ts'
import { parseConfig } from '#lib/config.ts'
import { newId, systemIds } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { createStaffOrder } from '#modules/orders/commands.ts'
import { createProduct } from '#modules/products/commands.ts'
import { openSession } from '#modules/sessions/commands.ts'
import { createUser } from '#modules/users/commands.ts'

const [mode = 'orderd', path = ''] = process.argv.slice(2)
const OPERATOR = { caller: { kind: 'operator' }, requestId: 'bench' } as const
const HOUR_MS = 3_600_000
const UNLIMITED = {
  ORDERD_WS_CONNECTIONS_PER_USER: 'off',
  ORDERD_WS_CONNECTIONS_UNAUTHENTICATED: 'off',
  ORDERD_WS_CONNECTIONS_PER_ADDRESS: 'off',
  ORDERD_WEBHOOK_ALLOW_PRIVATE: 'true',
}

const first = await openDatabase({ location: path, durability: 'full' })
await migrate(first)
await ensureEpoch(first)
await first.close()
const db = openSqlite({
  path,
  durability: 'full',
  ...(mode === 'one-by-one' ? { maxBatch: 1 } : {}),
})

const parsed = parseConfig({
  flags: {},
  env: mode === 'live' ? UNLIMITED : {},
  readFile: () => {
    throw new Error('no secret files here')
  },
})
if ('problems' in parsed) throw new Error(parsed.problems.join('\n'))
const log = createLog({ level: 'error', format: 'json' })
const shared = { db, clock: systemClock, ids: systemIds(), log, config: parsed.ok }
await prepareShop(shared)
await db.startWriter?.(WRITER_THREAD)()
let committedAt = 0
db.onCommit(() => {
  committedAt = performance.timeOrigin + performance.now()
})
const tail = await startTail({ db, onError: (error) => log.error('tail', { error }) })
// The time before the first send, printed after the last.
tail.onAdvance((events) => {
  const at = committedAt
  const placed = events.filter(({ type }) => type === 'order.placed')
  if (mode === 'live') {
    setImmediate(() => {
      for (const { seq } of placed) console.log(JSON.stringify({ seq, at }))
    })
  }
})
const built = buildApp({
  ...shared,
  tail,
  backups: null,
  secrets: ['a secret for measuring, and for nothing else 3Xv'],
})
const { app, execute, tokens } = built

for (const sku of ['TEA', 'CUP', 'POT']) {
  const product = { sku, title: `A ${sku}`, price: 450, on_hand: 1_000_000_000 }
  await execute(createProduct, product, OPERATOR)
}
const account = { name: 'Bench', email: 'bench@example.com', password_hash: 'none', role: 'admin' }
const user = JSON.parse((await execute(createUser, account as never, OPERATOR)).text)
const session_id = newId('ses')
await execute(
  openSession,
  {
    session_id,
    user_id: user.id,
    password_hash: 'none',
    better_hash: null,
    user_agent: null,
    address: null,
    refresh_hash: newId('ses'),
    refresh_expires_at: Date.now() + HOUR_MS,
  },
  OPERATOR,
)
const token = await tokens.sign({ user_id: user.id, session_id, expires_at: Date.now() + HOUR_MS })
const lines = ['TEA', 'CUP', 'POT'].map((sku) => ({ sku, quantity: 1 }))
const place = () => execute(createStaffOrder, { email: 'bench@example.com', lines }, OPERATOR)
// A page of the list is full.
const [order] = await Promise.all(Array.from({ length: 60 }, place))
const { id } = JSON.parse(order?.text ?? '')

const listen = () => app.listen({ port: 0, hostname: '127.0.0.1' }).server?.port
const port = listen()
console.log(JSON.stringify({ port, token, id }))
if (mode === 'live') startWorkers({ ...shared, ...built, tail, backups: null })
