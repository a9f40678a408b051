// The routes of privacy: export and erasure of a person's data, and the orders of a customer.

import type { TSchema } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute, Outcome } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { notFound } from '#domain/errors.ts'
import type { Tail } from '#events/tail.ts'
import { answer, json, jsonText } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { Body, IdParams, ListQuery, Page, Query } from '#http/schema.ts'
import type { Clock } from '#lib/clock.ts'
import type { Proxies } from '#lib/proxies.ts'
import { CustomerModel, customerExists } from '#modules/customers/public.ts'
import {
  type FilterParams,
  listOrders,
  listParams,
  listText,
  OrderModel,
  orderHas,
  parseFilter,
  purgeWords,
} from '#modules/orders/public.ts'
import { loadTimezone } from '#modules/settings/public.ts'
import { eraseCustomer, eraseEmail, eraseOrder, notePersonExport } from './commands.ts'
import {
  EmailBody,
  ErasedModel,
  PersonModel,
  PersonOfEmailModel,
  PersonOfOrderModel,
} from './model.ts'
import type { PersonRef } from './person.ts'
import { exportPerson, findMentions, findTraces } from './queries.ts'
import type { Mentions, Traces } from './traces.ts'

interface PrivacyDeps {
  guard: Guard
  execute: Execute
  db: Db
  clock: Clock
  proxies: Pick<Proxies, 'addressOf'>
  tail: Pick<Tail, 'refresh'>
}

/** Without customer_id, which is in the path. */
const { customer_id: _, ...filters } = listParams as typeof listParams & { customer_id?: TSchema }

export function privacyRoutes({ guard, execute, db, clock, proxies, tail }: PrivacyDeps) {
  const exists = ({ id = '' }: Record<string, string>): Promise<boolean> =>
    customerExists(db.read, id)
  /** Refreshes the tail before: an event is found by its seq. */
  const mentionsOf = async (ref: PersonRef): Promise<Mentions> => {
    await tail.refresh()
    return findMentions(db, ref)
  }
  const tracesOf = async (ref: PersonRef): Promise<Traces> => {
    await tail.refresh()
    return findTraces(db, ref, clock.now())
  }
  /** Removes the words of before from the index of search, and the old pages from the database file. */
  const erasing = async (outcome: Promise<Outcome>): Promise<Response> => {
    await outcome
    await purgeWords(db)
    await db.dropOldPages?.()
    return answer(outcome)
  }
  const onCustomer = { params: IdParams('cus'), exists }
  const describe = (operationId: string, summary: string, description: string) => ({
    detail: { operationId, summary, description, tags: ['Customers'] },
  })

  return new Elysia({ name: 'privacy', normalize: false })
    .use(guard)
    .get(
      '/customers/:id/orders',
      async ({ params: { id }, query, call: { caller } }) => {
        const { sort = '-created_at', q, cursor, limit, ...asked } = query
        const filter = {
          ...(await parseFilter(asked as FilterParams, () => loadTimezone(db.read))),
          customer_id: [id],
        }
        const request = { filter, sort, cursor, limit, ...(q === undefined ? {} : { q }) }
        const page = await listOrders(db, caller, request)
        if (page.texts.length === 0 && !(await exists({ id }))) throw notFound()
        return jsonText(listText(page))
      },
      {
        who: { staff: 'orders:read' },
        ...onCustomer,
        query: ListQuery(filters),
        response: responses(200, Page(OrderModel)),
        ...describe(
          'listCustomerOrders',
          'The orders of a customer, newest first',
          'The same filters and sorts as GET /orders.',
        ),
      },
    )
    .get(
      '/customers/:id/export',
      async ({ params: { id }, call, request }) => {
        const { caller, requestId } = call
        const ref = { customer_id: id }
        const mentions = await mentionsOf(ref)
        const person = await exportPerson(db, ref, mentions, caller, clock.now())
        const { customers, accounts, ...rest } = person
        const asked = { ...ref, address: proxies.addressOf(request) }
        await execute(notePersonExport, asked, { caller, requestId })
        return json({ ...rest, customer: customers[0], account: accounts[0] ?? null })
      },
      {
        who: { staff: 'customers:read' },
        ...onCustomer,
        query: Query({}),
        response: responses(200, PersonModel),
        ...describe(
          'exportCustomer',
          'All that is kept of a person',
          'Their customer record, their account without its secrets, their orders, and what the ' +
            'log tells of them, as of one moment. That it was asked for is noted.',
        ),
      },
    )
    .post(
      '/customers/:id/erase',
      async ({ params: { id }, call }) => {
        const traces = await tracesOf({ customer_id: id })
        return erasing(execute(eraseCustomer, { id, ...traces }, call))
      },
      {
        who: 'admin',
        ...onCustomer,
        body: Body({}),
        response: responses(200, CustomerModel, ['bad_transition', 'last_admin']),
        ...describe(
          'eraseCustomer',
          'Forget a person',
          'Their words and what says who they are is taken out of their customer record, their ' +
            'orders, their account, which is closed, and the log. Amounts, goods and times stay. ' +
            'It cannot be undone, and does not reach backups that were made before.',
        ),
      },
    )
    .get(
      '/orders/:id/export',
      async ({ params: { id }, call, request }) => {
        const { caller, requestId } = call
        const ref = { order_id: id }
        const mentions = await mentionsOf(ref)
        const person = await exportPerson(db, ref, mentions, caller, clock.now())
        const asked = { ...ref, address: proxies.addressOf(request) }
        await execute(notePersonExport, asked, { caller, requestId })
        const { exported_at, orders, events } = person
        return json({ exported_at, orders, events })
      },
      {
        who: { staff: 'customers:read' },
        params: IdParams('ord'),
        exists: orderHas(db.read),
        query: Query({}),
        response: responses(200, PersonOfOrderModel),
        ...describe(
          'exportOrderPerson',
          "A guest's data on one order",
          'The order and what the log has of it: everything that POST /orders/:id/erase reaches. It ' +
            'is noted.',
        ),
      },
    )
    .post(
      '/orders/:id/erase',
      async ({ params: { id }, call }) => {
        const traces = await tracesOf({ order_id: id })
        return erasing(execute(eraseOrder, { id, ...traces }, call))
      },
      {
        who: 'admin',
        params: IdParams('ord'),
        exists: orderHas(db.read),
        body: Body({}),
        response: responses(200, OrderModel, ['bad_transition']),
        ...describe(
          'eraseOrder',
          "Forget a guest's data on one order",
          'What says who they are and what was written is taken out of the order and of the log. ' +
            'Refused while the order is open. It cannot be undone.',
        ),
      },
    )
    .post(
      '/privacy/export',
      async ({ body, call, request }) => {
        const { caller, requestId } = call
        const email = body.email.toLowerCase()
        const mentions = await mentionsOf({ email })
        const person = await exportPerson(db, { email }, mentions, caller, clock.now())
        const isFound = [person.orders, person.customers, person.events].some(
          ({ length }) => length > 0,
        )
        // The e-mail of a person without any record is not stored in the log.
        const asked = { ...(isFound ? { email } : {}), address: proxies.addressOf(request) }
        await execute(notePersonExport, asked, { caller, requestId })
        return json({ ...person, email })
      },
      {
        who: { staff: 'customers:read' },
        body: EmailBody,
        response: responses(200, PersonOfEmailModel),
        ...describe(
          'exportPerson',
          'All that is kept under an e-mail',
          'Orders of guests too: everything that POST /privacy/erase reaches. It is noted.',
        ),
      },
    )
    .post(
      '/privacy/erase',
      async ({ body, call }) => {
        const email = body.email.toLowerCase()
        const traces = await tracesOf({ email })
        return erasing(execute(eraseEmail, { email, ...traces }, call))
      },
      {
        who: 'admin',
        body: EmailBody,
        response: responses(200, ErasedModel, ['bad_transition', 'last_admin']),
        ...describe(
          'erasePerson',
          'Forget a person by e-mail',
          'All orders with this e-mail, and the customer records with it, with all that ' +
            '/customers/:id/erase reaches. Refused while one of the orders is open. Nothing found ' +
            'is two empty lists.',
        ),
      },
    )
}
