// Customers of a file are found by their id at the source, or created. No customer is found by an e-mail
// address: two people may share one.

import { Type } from '@sinclair/typebox'
import { type Context, command } from '#commands/command.ts'
import type { Sql, Tx } from '#db/port.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import type { CustomerRecord } from '#domain/import/records.ts'
import type { ForeignOrder } from '#domain/import/rows.ts'
import {
  type Customer,
  insertCustomer,
  loadCustomer,
  newCustomer,
  presentCustomer,
  updateCustomer,
} from '#modules/customers/public.ts'
import type { ForeignIds } from './lookups.ts'
import { loadForeignIds } from './store.ts'

const findId = async (sql: Sql, source: string, externalId: string): Promise<string | null> =>
  (await loadForeignIds(sql, 'customers', source, [externalId])).get(externalId) ?? null

/**
 * The owner of an order: the customer that the file names, created where there is none; null for a guest.
 * `known` has the customers of the batch, and takes the created ones.
 */
export async function customerOf(
  tx: Tx,
  draft: Pick<
    ForeignOrder,
    'external_source' | 'customer' | 'email' | 'phone' | 'shipping_address'
  >,
  context: Context,
  known?: ForeignIds,
): Promise<{ customerId: string | null; events: NewEvent[] }> {
  const { external_source: source, customer: externalId } = draft
  if (externalId === null) return { customerId: null, events: [] }
  const existing = known ? known.get(source, externalId) : await findId(tx, source, externalId)
  if (existing !== null) return { customerId: existing, events: [] }
  const { customer, events } = await create(tx, context, {
    external_source: source,
    external_id: externalId,
    name: draft.shipping_address?.name ?? draft.shipping_address?.company ?? null,
    email: draft.email,
    phone: draft.phone,
    addresses: draft.shipping_address === null ? [] : [draft.shipping_address],
  })
  known?.add(source, externalId, customer.id)
  return { customerId: customer.id, events }
}

async function create(
  tx: Tx,
  context: Context,
  known: Parameters<typeof newCustomer>[2],
): Promise<{ customer: Customer; events: NewEvent[] }> {
  const customer = newCustomer(context.ids.next('cus'), context.now, known)
  await insertCustomer(tx, customer)
  return { customer, events: [eventOf('customer.created', customer)] }
}

const eventOf = (type: 'customer.created' | 'customer.updated', customer: Customer): NewEvent => ({
  type,
  subject: { key: 'customer', value: presentCustomer(customer) },
  staff_only: true,
})

/** Makes the customer, or brings it up to what the file says. 422 validation. */
export const importOneCustomer = command({
  name: 'customer.import',
  // Our own reader made it, which is stricter than a schema.
  args: Type.Unsafe<CustomerRecord>(Type.Any()),
  who: { staff: 'customers:write' },
  async run(tx, { address, ...draft }, context) {
    const known = { ...draft, addresses: address === null ? [] : [address] }
    const id = await findId(tx, draft.external_source, draft.external_id)
    const before = id === null ? null : await loadCustomer(tx, id)
    if (before === null) {
      const { events } = await create(tx, context, known)
      return { status: 201, body: undefined, events }
    }
    const change = difference(before, { ...before, ...known }, FIELDS)
    if (Object.keys(change).length === 0) return { status: 200, body: undefined, events: [] }
    await tx.lock('customers', 'id', before.id)
    const version = before.version + 1
    const after: Customer = { ...before, ...known, version, updated_at: context.now }
    await updateCustomer(tx, before, after)
    return {
      status: 200,
      body: undefined,
      events: [{ ...eventOf('customer.updated', after), change }],
    }
  },
})

const FIELDS = [
  'name',
  'email',
  'phone',
  'vat_id',
  'tax_status',
  'note',
  'tags',
  'addresses',
] as const
