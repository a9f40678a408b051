// A shop to test against without HTTP: a fresh database, its executor, and the few things that most
// tests of stock and catalogue begin with. Commands go through the executor, as everybody's do.

import { COMMANDS } from '#command-list.ts'
import type { Call, Command, Context } from '#commands/command.ts'
import { createExecutor } from '#commands/executor.ts'
import type { Db } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import { createProduct } from '#modules/products/commands.ts'
import type { NewProduct } from '#modules/products/model.ts'
import { ensureDefaultLocation } from '#modules/stock/public.ts'
import { type FakeClock, fakeClock } from './clock.ts'
import { countingIds } from './ids.ts'

const EDITOR: Caller = {
  kind: 'user',
  id: 1,
  name: 'Eve Editor',
  email: 'eve@example.com',
  role: 'editor',
  session_id: 'ses_1',
  customer_id: null,
}

export interface Shop {
  db: Db
  clock: FakeClock
  context: Context
  call: Call
  /** The body of a command that succeeded. */
  run<Args, Body = Record<string, unknown>>(command: Command<Args>, args: Args): Promise<Body>
  /** The id of a new product. */
  product(fields?: Partial<NewProduct>): Promise<string>
}

export async function openShop(db: Db): Promise<Shop> {
  const clock = fakeClock()
  const ids = countingIds()
  const execute = createExecutor({ db, commands: COMMANDS, clock, ids })
  const call: Call = { caller: EDITOR, requestId: 'req_test' }
  const context: Context = { now: clock.now(), ids, caller: EDITOR, requestId: 'req_test' }
  await db.write((tx) => ensureDefaultLocation(tx, ids, clock.now()))
  let count = 0

  const shop: Shop = {
    db,
    clock,
    context,
    call,
    async run<Args, Body>(command: Command<Args>, args: Args) {
      const { text } = await execute(command, args, call)
      return (text === '' ? {} : JSON.parse(text)) as Body
    },
    async product(fields = {}) {
      count += 1
      const args = { sku: `SKU-${count}`, title: `Product ${count}`, price: 1000, ...fields }
      const { id } = await shop.run<NewProduct, { id: string }>(createProduct, args)
      return id
    },
  }
  return shop
}
