// The routes of customers.

import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { notFound } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { page } from '#http/paging.ts'
import { responses } from '#http/responses.ts'
import { IdParams, Page } from '#http/schema.ts'
import { createCustomer, patchCustomer } from './commands.ts'
import {
  CustomerModel,
  CustomerPatch,
  CustomerQuery,
  NewCustomer,
  presentCustomer,
} from './model.ts'
import { customerExists, listCustomers, loadCustomer } from './store.ts'

interface CustomersDeps {
  guard: Guard
  execute: Execute
  db: Pick<Db, 'read'>
}

const READ = { staff: 'customers:read' } as const
const WRITE = { staff: 'customers:write' } as const

export function customersRoutes({ guard, execute, db }: CustomersDeps) {
  const exists = ({ id = '' }: Record<string, string>): Promise<boolean> =>
    customerExists(db.read, id)
  const onCustomer = { params: IdParams('cus'), exists }
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Customers'] },
  })

  return new Elysia({ name: 'customers', normalize: false })
    .use(guard)
    .post('/customers', ({ body, call }) => answer(execute(createCustomer, body, call)), {
      who: WRITE,
      body: NewCustomer,
      response: responses(201, CustomerModel, ['duplicate_external_id']),
      ...describe('createCustomer', 'Add a customer'),
    })
    .get(
      '/customers',
      async ({ query: { limit, cursor, ...filter } }) => {
        const { rows, next_cursor } = await page(
          { limit, cursor },
          {
            list: { sort: 'customers', filter },
            shape: ['number', 'string'],
            load: (after, most) => listCustomers(db.read, filter, after, most),
            keysOf: (customer) => [customer.created_at, customer.id],
          },
        )
        return json({ items: rows.map(presentCustomer), next_cursor })
      },
      {
        who: READ,
        query: CustomerQuery,
        response: responses(200, Page(CustomerModel)),
        ...describe('listCustomers', 'Customers, newest first'),
      },
    )
    .get(
      '/customers/:id',
      async ({ params: { id } }) => {
        const customer = await loadCustomer(db.read, id)
        if (customer === null) throw notFound()
        return json(presentCustomer(customer), { version: customer.version })
      },
      {
        who: READ,
        ...onCustomer,
        response: responses(200, CustomerModel),
        ...describe('getCustomer', 'One customer'),
      },
    )
    .patch(
      '/customers/:id',
      ({ params: { id }, body, call }) => answer(execute(patchCustomer, { ...body, id }, call)),
      {
        who: WRITE,
        ...onCustomer,
        body: CustomerPatch,
        response: responses(200, CustomerModel),
        ...describe('updateCustomer', 'Change a customer'),
      },
    )
}
