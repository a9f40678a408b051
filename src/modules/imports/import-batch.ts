// Orders of a file as one command, several at a time: what each is to become is found out one after the
// other, and the new ones are written together, a statement for each table. What refuses one of them
// refuses them all and writes nothing; the importer then sends each alone.

import { type Static, Type } from '@sinclair/typebox'
import { type Command, command } from '#commands/command.ts'
import type { OrderImage } from '#domain/import/image.ts'
import type { ForeignOrder } from '#domain/import/rows.ts'
import { createOrders } from '#modules/orders/public.ts'
import { loadSettings } from '#modules/settings/public.ts'
import { answerOf, asImported, type Imported, marked, type Planned } from './existing-orders.ts'
import { planForeignOrder } from './foreign-orders.ts'
import { knownOf } from './lookups.ts'
import { planImage } from './native-orders.ts'
import type { OrderAmounts } from './report.ts'

/** An order of a file: a draft out of foreign rows, or an image in the native format. */
export type FileOrder = { draft: ForeignOrder } | { image: OrderImage }

const OrdersToImport = Type.Object({
  /** No two with the same external id. Our own readers made them, which are stricter than a schema. */
  orders: Type.Array(Type.Unsafe<FileOrder>(Type.Any())),
  began_at: Type.Integer(),
  announced: Type.Boolean(),
})
export type OrdersToImport = Static<typeof OrdersToImport>

/**
 * Puts in each order, or replaces the one that is there; the body has an Imported for each, in their
 * order. 422 validation, 409 duplicate_external_id, insufficient_stock.
 */
export const importOrders: Command<OrdersToImport, Imported<OrderAmounts>[]> = command({
  name: 'order.import',
  args: OrdersToImport,
  who: { staff: 'orders:write' },
  async run(tx, { orders, began_at, announced }, context) {
    const terms = { settings: await loadSettings(tx), began_at }
    const plans: Planned[] = []
    const known = await knownOf(
      tx,
      orders.flatMap((order) => ('draft' in order ? order.draft : [])),
    )
    for (const order of orders) {
      plans.push(
        await ('draft' in order
          ? planForeignOrder(tx, order.draft, terms, known, context)
          : planImage(tx, order.image, terms, context)),
      )
    }
    const decisions = plans.flatMap((one) => ('decision' in one ? one.decision : []))
    const created = await createOrders(tx, context, terms.settings, decisions)
    const answers = plans.map((one) => {
      if (!('decision' in one)) return one
      const made = created.shift()
      if (made === undefined) throw new Error('an order was planned and not made')
      return answerOf(201, made.order, [...made.events, ...one.events])
    })
    const events = answers.flatMap((answer) => answer.events)
    const body = answers.map(asImported)
    return { status: 200, body, events: marked(events, announced) }
  },
})
