// A command and the settings it follows are of one moment: it reads them once, however many orders and
// prices it needs them for; the one writer of a file remembers them, and reads them once after a change.

import { expect, test } from 'bun:test'
import { COMMANDS, updateShopSettings } from '#command-list.ts'
import { createExecutor } from '#commands/executor.ts'
import type { Db, Sql } from '#db/port.ts'
import type { Order } from '#domain/order.ts'
import { editOrder } from '#modules/edits/commands.ts'
import { createFulfillment } from '#modules/fulfillments/commands.ts'
import { createStaffOrder, duplicateOrder, placeOrder } from '#modules/orders/commands.ts'
import { createPayment } from '#modules/payments/commands.ts'
import { approveReturn, createReturn, receiveReturn } from '#modules/returns/commands.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openShop } from '../helpers/shop.ts'

/** The database with each statement of its write transactions noted. */
function listening(db: Db, texts: string[]): Db {
  const heard = <T extends Sql>(tx: T): T =>
    new Proxy(tx, {
      get(target, name) {
        const found = Reflect.get(target, name)
        if (typeof found !== 'function') return found
        return (...args: unknown[]) => {
          texts.push(String(args[0]))
          return Reflect.apply(found, target, args)
        }
      },
    })
  return new Proxy(db, {
    get(target, name) {
      const found = Reflect.get(target, name)
      if (name !== 'write') return typeof found === 'function' ? found.bind(target) : found
      const write: Db['write'] = (work, patience) => target.write((tx) => work(heard(tx)), patience)
      return write
    },
  })
}

eachDatabase((database) => {
  test('a command reads the settings once', async () => {
    const db = await database.open()
    const shop = await openShop(db)
    await shop.product({ sku: 'TEA', on_hand: 20 })
    const expected = db.capabilities.hasOneWriter ? 0 : 1
    const texts: string[] = []
    const { clock, call, context } = shop
    const execute = createExecutor({
      commands: COMMANDS,
      db: listening(db, texts),
      clock,
      ids: context.ids,
    })
    const reads: Record<string, number> = {}
    const countReads = (): number => texts.filter((one) => /FROM settings\b/.test(one)).length
    const run: typeof shop.run = async (command, args) => {
      texts.length = 0
      const { text } = await execute(command, args, call)
      reads[command.name] = countReads()
      return JSON.parse(text)
    }
    const lines = [{ sku: 'TEA', quantity: 2 }]
    const email = 'buyer@example.com'
    const orderOf = (body: unknown) => body as Order
    const { id } = orderOf(await run(createStaffOrder, { email, lines }))
    await run(duplicateOrder, { id })
    const draft = orderOf(await run(createStaffOrder, { email, lines, draft: true }))
    await run(placeOrder, { id: draft.id })
    const ops = [{ op: 'add_fee', title: 'Fee', amount: 1 }]
    const [line] = orderOf(await run(editOrder, { id, ops })).lines
    await run(createPayment, { id, kind: 'sale' })
    await run(createFulfillment, { id, ship: true })
    const line_id = line?.id ?? ''
    const asked = await run(createReturn, { id, lines: [{ line_id, quantity: 1 }] })
    const { returns } = orderOf(asked)
    const return_id = returns[0]?.id ?? ''
    await run(approveReturn, { id, return_id })
    await run(receiveReturn, {
      id,
      return_id,
      lines: [{ line_id, received: 1 }],
      exchange: { lines: [{ sku: 'TEA', quantity: 1 }] },
    })
    expect(reads).toEqual(Object.fromEntries(Object.keys(reads).map((name) => [name, expected])))
    expect(Object.keys(reads)).toContain('return.receive')

    const placeOnce = async (): Promise<number> => {
      await run(createStaffOrder, { email, lines })
      return countReads()
    }
    const operator = { ...call, caller: { kind: 'operator' } } as const
    await execute(updateShopSettings, { number_prefix: 'W-' }, operator)
    expect(await placeOnce()).toBe(1)
    expect(await placeOnce()).toBe(expected)
  })
})
