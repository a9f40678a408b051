// The commands of customers. E-mail addresses are stored in lower case; two customers may have the same one.

import { Type } from '@sinclair/typebox'
import { type Answer, command } from '#commands/command.ts'
import { UniqueViolation } from '#db/port.ts'
import type { Policy } from '#domain/access.ts'
import { DomainError, invalid, notFound } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import {
  NewCustomer,
  type CustomerPatch as Patch,
  CustomerPatch as PatchBody,
  presentCustomer,
} from './model.ts'
import {
  type Customer,
  insertCustomer,
  loadCustomer,
  newCustomer,
  updateCustomer,
} from './store.ts'

const STAFF: Policy = { staff: 'customers:write' }

/** 422 validation, 409 duplicate_external_id. */
export const createCustomer = command({
  name: 'customer.create',
  args: NewCustomer,
  who: STAFF,
  async run(tx, args, context) {
    checkForm(args)
    const customer = newCustomer(context.ids.next('cus'), context.now, folded(args))
    try {
      await insertCustomer(tx, customer)
    } catch (error) {
      throw error instanceof UniqueViolation ? duplicate(args) : error
    }
    return {
      ...answerWith(201, customer, [eventOf('customer.created', customer)]),
      location: `/customers/${customer.id}`,
    }
  },
})

const PatchArgs = Type.Object(
  { id: Type.String(), ...PatchBody.properties },
  { additionalProperties: false },
)

/** 404 not_found. The same values again are a no-op. */
export const patchCustomer = command({
  name: 'customer.update',
  args: PatchArgs,
  who: STAFF,
  target: ({ id }) => ({ table: 'customers', id }),
  async run(tx, { id, ...args }, context) {
    await tx.lock('customers', 'id', id)
    const before = await loadCustomer(tx, id)
    if (before === null) throw notFound()
    const patch = folded(args)
    const change = difference(
      before,
      { ...before, ...patch },
      Object.keys(patch) as (keyof Patch)[],
    )
    if (Object.keys(change).length === 0) return answerWith(200, before, [])
    const version = before.version + 1
    const after: Customer = { ...before, ...patch, version, updated_at: context.now }
    await updateCustomer(tx, before, after)
    return answerWith(200, after, [{ ...eventOf('customer.updated', after), change }])
  },
})

function checkForm({ name, email, phone, external_source, external_id }: NewCustomer): void {
  if ((name ?? email ?? phone ?? null) === null) {
    throw invalid([{ path: 'name', message: 'Expected a name, an email or a phone' }])
  }
  if ((external_source === undefined) !== (external_id === undefined)) {
    const path = external_source === undefined ? 'external_source' : 'external_id'
    throw invalid([{ path, message: 'external_source and external_id go together' }])
  }
}

const folded = <T extends Patch>(fields: T): T =>
  typeof fields.email === 'string' ? { ...fields, email: fields.email.toLowerCase() } : fields

const duplicate = ({ external_id }: NewCustomer): DomainError =>
  new DomainError('duplicate_external_id', `There is a customer ${external_id} of that source.`)

const answerWith = (
  status: 200 | 201,
  customer: Customer,
  events: readonly NewEvent[],
): Answer => ({ status, body: presentCustomer(customer), version: customer.version, events })

const eventOf = (type: 'customer.created' | 'customer.updated', customer: Customer): NewEvent => ({
  type,
  subject: { key: 'customer', value: presentCustomer(customer) },
  staff_only: true,
})
