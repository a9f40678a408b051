// The routes of orders: create, quote, list, read, and the steps of an order's life. A handler takes
// the request apart and makes one call; commands.ts and the domain have the rules.

import { Elysia } from 'elysia'
import type { Command, Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { type Caller, isStaff } from '#domain/access.ts'
import { notFound } from '#domain/errors.ts'
import type { Tail } from '#events/tail.ts'
import { answer, json, jsonText } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { Body, IdParams, ListQuery, Page } from '#http/schema.ts'
import type { Clock } from '#lib/clock.ts'
import type { Ids } from '#lib/ids.ts'
import { loadTimezone } from '#modules/settings/public.ts'
import { type BulkCommands, runBulk } from './bulk.ts'
import * as commands from './commands.ts'
import {
  BulkModel,
  bulkBody,
  CancelArgs,
  EventModel,
  HoldArgs,
  NoteArgs,
  OrderModel,
  OrderPatch,
  PlaceArgs,
  QuoteModel,
  StaffOrderRequest,
} from './model.ts'
import { type FilterParams, listParams, parseFilter } from './params.ts'
import { isPresent, listOrders, listText, listTimeline, readOrder } from './queries.ts'
import type { CatchUp } from './search-catch-up.ts'

export interface OrdersDeps {
  guard: Guard
  execute: Execute
  db: Db
  clock: Clock
  ids: Ids
  tail: Pick<Tail, 'epoch'>
  /** The commands of this module and of others that /orders/bulk runs. */
  bulk: BulkCommands
  /** Brings the search index up to what was written. */
  catchUp: CatchUp
}

const READ = { user: 'orders:read' } as const
const OWN = { user: 'orders:write' } as const
const STAFF = { staff: 'orders:write' } as const

/** The codes that placing an order is refused with. */
const PLACING = [
  'bad_transition',
  'insufficient_stock',
  'coupon_invalid',
  'product_unavailable',
  'price_changed',
] as const

const params = IdParams('ord')
const Nothing = Body({})

export function ordersRoutes({ guard, execute, db, clock, ids, tail, bulk, catchUp }: OrdersDeps) {
  const exists = ({ id }: Record<string, string>, caller: Caller): Promise<boolean> =>
    isPresent(db.read, id ?? '', caller)
  const zone = (): Promise<string> => loadTimezone(db.read)
  const contextOf = (caller: Caller, requestId: string) => ({
    now: clock.now(),
    ids,
    caller,
    requestId,
  })
  const onOrder = { params, exists, response: responses(200, OrderModel, ['bad_transition']) }
  const describe = (operationId: string, summary: string, description?: string) => ({
    detail: {
      operationId,
      summary,
      ...(description === undefined ? {} : { description }),
      tags: ['Orders'],
    },
  })

  return new Elysia({ name: 'orders', normalize: false })
    .use(guard)
    .post(
      '/orders',
      ({ body, call }) => {
        const create: Command<commands.NewOrder> = isStaff(call.caller)
          ? commands.createStaffOrder
          : commands.createOwnOrder
        return answer(execute(create, body, call))
      },
      {
        who: OWN,
        body: StaffOrderRequest,
        response: responses(201, OrderModel, [
          ...PLACING,
          'duplicate_external_id',
          'amount_exceeded',
        ]),
        ...describe(
          'createOrder',
          'Place an order, or make a draft',
          'With `payment`, staff and keys place an order and record its payment in one step: what covers it ' +
            'confirms it. All or nothing: a payment whose provider_txn_id is recorded already is 409 ' +
            '`amount_exceeded` with that `transaction` and its `order_id`. A draft takes no payment.',
        ),
      },
    )
    .post(
      '/orders/quote',
      async ({ body, call }) =>
        json(await commands.quoteOrder(db.read, body, contextOf(call.caller, call.requestId))),
      {
        who: OWN,
        body: StaffOrderRequest,
        response: responses(200, QuoteModel, [
          'coupon_invalid',
          'product_unavailable',
          'price_changed',
        ]),
        ...describe(
          'quoteOrder',
          'What an order would cost, and what is short',
          'The order as it is before it is placed: `payment` and `expires_at` do not count.',
        ),
      },
    )
    .get(
      '/orders',
      async ({ query, call: { caller } }) => {
        const { sort = '-created_at', q, cursor, limit, ...filters } = query
        if (q !== undefined) await catchUp()
        const page = await listOrders(db, caller, {
          filter: await parseFilter(filters as FilterParams, zone),
          sort,
          ...(q === undefined ? {} : { q }),
          ...(cursor === undefined ? {} : { cursor }),
          ...(limit === undefined ? {} : { limit }),
        })
        return jsonText(listText(page))
      },
      {
        who: READ,
        query: ListQuery(listParams),
        response: responses(200, Page(OrderModel)),
        ...describe('listOrders', 'Orders, newest first; your own, or all for staff'),
      },
    )
    .post(
      '/orders/bulk',
      async ({ body, call }) => jsonText(await runBulk(execute, bulk, body, call)),
      {
        who: STAFF,
        body: bulkBody(Object.keys(bulk)),
        response: responses(200, BulkModel),
        ...describe('bulkOrders', 'One command on up to 500 orders, each on its own'),
      },
    )
    .get(
      '/orders/:id',
      async ({ params: { id }, call: { caller } }) => {
        const { text, version } = await readOrder(db.read, id, caller)
        return jsonText(text, { version })
      },
      { who: READ, ...onOrder, ...describe('getOrder', 'One order') },
    )
    .get(
      '/orders/:id/events',
      async ({ params: { id }, query, call: { caller } }) => {
        if (!(await isPresent(db.read, id, caller))) throw notFound()
        const { rows, next_cursor } = await listTimeline(db.read, tail.epoch, id, query)
        const view = isStaff(caller) ? 'staff' : 'customer'
        const items = rows.map((event) => event.textFor(view)).filter((text) => text !== null)
        return jsonText(
          `{"items":[${items.join(',')}],"next_cursor":${JSON.stringify(next_cursor)}}`,
        )
      },
      {
        who: READ,
        params,
        exists,
        query: ListQuery({}),
        response: responses(200, Page(EventModel)),
        ...describe('listOrderEvents', 'What happened to an order, oldest first'),
      },
    )
    .post(
      '/orders/:id/notes',
      ({ params: { id }, body, call }) => answer(execute(commands.addNote, { ...body, id }, call)),
      {
        who: STAFF,
        params,
        exists,
        body: NoteArgs,
        response: responses(201, OrderModel),
        ...describe('addOrderNote', 'Write a note'),
      },
    )
    .post(
      '/orders/:id/duplicate',
      ({ params, call }) => answer(execute(commands.duplicateOrder, params, call)),
      {
        who: STAFF,
        params,
        exists,
        body: Nothing,
        response: responses(201, OrderModel, ['product_unavailable']),
        ...describe('duplicateOrder', 'A new draft like this order'),
      },
    )
    .patch(
      '/orders/:id',
      ({ params: { id }, body, call }) => {
        const patch = isStaff(call.caller) ? commands.patchOrder : commands.patchOwnOrder
        return answer(execute(patch, { ...body, id }, call))
      },
      {
        who: OWN,
        body: OrderPatch,
        ...onOrder,
        ...describe(
          'patchOrder',
          'Notes, tags, addresses, and whose order it is',
          'Staff join a guest order to a customer with customer_id, and part it again with null. The ' +
            'account of that customer does not see it: it has not proved the e-mail of the order.',
        ),
      },
    )
    .delete(
      '/orders/:id',
      ({ params, call }) => answer(execute(commands.deleteOrder, params, call)),
      {
        who: OWN,
        params,
        exists,
        response: responses(204, null, ['bad_transition']),
        ...describe('deleteOrder', 'Delete a draft'),
      },
    )
    .post(
      '/orders/:id/place',
      ({ params: { id }, body, call }) =>
        answer(execute(commands.placeOrder, { ...body, id }, call)),
      {
        who: OWN,
        body: PlaceArgs,
        ...onOrder,
        response: responses(200, OrderModel, PLACING),
        ...describe('placeOrder', 'Place a draft'),
      },
    )
    .post(
      '/orders/:id/cancel',
      ({ params: { id }, body, call }) =>
        answer(execute(commands.cancelOrder, { ...body, id }, call)),
      {
        who: OWN,
        body: CancelArgs,
        ...onOrder,
        response: responses(200, OrderModel, ['bad_transition', 'refund_required']),
        ...describe('cancelOrder', 'Cancel an order'),
      },
    )
    .post(
      '/orders/:id/hold',
      ({ params: { id }, body, call }) =>
        answer(execute(commands.holdOrder, { ...body, id }, call)),
      { who: STAFF, body: HoldArgs, ...onOrder, ...describe('holdOrder', 'Stop the clock') },
    )
    .post(
      '/orders/:id/release',
      ({ params, call }) => answer(execute(commands.releaseOrder, params, call)),
      { who: STAFF, body: Nothing, ...onOrder, ...describe('releaseOrder', 'End a hold') },
    )
    .post(
      '/orders/:id/confirm',
      ({ params, call }) => answer(execute(commands.confirmOrder, params, call)),
      {
        who: STAFF,
        body: Nothing,
        ...onOrder,
        response: responses(200, OrderModel, ['bad_transition', 'on_hold']),
        ...describe('confirmOrder', 'Accept an order'),
      },
    )
    .post(
      '/orders/:id/complete',
      ({ params, call }) => answer(execute(commands.completeOrder, params, call)),
      {
        who: STAFF,
        body: Nothing,
        ...onOrder,
        response: responses(200, OrderModel, ['bad_transition', 'on_hold']),
        ...describe('completeOrder', 'Close a done order'),
      },
    )
    .post(
      '/orders/:id/reopen',
      ({ params, call }) => answer(execute(commands.reopenOrder, params, call)),
      { who: STAFF, body: Nothing, ...onOrder, ...describe('reopenOrder', 'Reopen an order') },
    )
    .post(
      '/orders/:id/resolve',
      ({ params, call }) => answer(execute(commands.resolveOrder, params, call)),
      { who: STAFF, body: Nothing, ...onOrder, ...describe('resolveOrder', 'Clear attention') },
    )
    .post(
      '/orders/:id/archive',
      ({ params, call }) => answer(execute(commands.archiveOrder, params, call)),
      { who: STAFF, body: Nothing, ...onOrder, ...describe('archiveOrder', 'Put out of sight') },
    )
    .post(
      '/orders/:id/unarchive',
      ({ params, call }) => answer(execute(commands.unarchiveOrder, params, call)),
      { who: STAFF, body: Nothing, ...onOrder, ...describe('unarchiveOrder', 'Bring back') },
    )
}

/** The commands of this module that /orders/bulk runs, by the names of their routes. */
export const BULK_COMMANDS: BulkCommands = {
  place: commands.placeOrder,
  confirm: commands.confirmOrder,
  cancel: commands.cancelOrder,
  complete: commands.completeOrder,
  reopen: commands.reopenOrder,
  hold: commands.holdOrder,
  release: commands.releaseOrder,
  resolve: commands.resolveOrder,
  archive: commands.archiveOrder,
  unarchive: commands.unarchiveOrder,
  update: commands.patchOrder,
  notes: commands.addNote,
  duplicate: commands.duplicateOrder,
  delete: commands.deleteOrder,
}
