// Customers in SQL, with or without an account. An e-mail address is not unique: two customers may have the
// same one.

import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import { replaceOldWords } from '#db/search.ts'
import { keyset, likeAny } from '#db/where.ts'
import type { Address, Metadata, TaxStatus } from '#domain/order.ts'
import { phoneWords, WORD_RULES, wordIndex, wordPatterns, wordsOf } from '#lib/tokenize.ts'

export interface Customer {
  id: string
  user_id: number | null
  name: string | null
  email: string | null
  phone: string | null
  /** As the customer gave it; it is not checked in any register. */
  vat_id: string | null
  tax_status: TaxStatus
  addresses: Address[]
  note: string | null
  tags: string[]
  metadata: Metadata
  external_source: string | null
  external_id: string | null
  version: number
  created_at: number
  updated_at: number
}

type CustomerRow = Customer & {
  /** The words of search, and the version of the rules that made them. */
  words: string
  word_rules: number
}

const CUSTOMERS = rows<CustomerRow>('customers', {
  id: 'plain',
  user_id: 'plain',
  name: 'plain',
  email: 'plain',
  phone: 'plain',
  vat_id: 'plain',
  tax_status: 'plain',
  addresses: 'json',
  note: 'plain',
  tags: 'json',
  metadata: 'json',
  external_source: 'plain',
  external_id: 'plain',
  words: 'plain',
  word_rules: 'plain',
  version: 'plain',
  created_at: 'plain',
  updated_at: 'plain',
})

function fromRow(row: object): Customer {
  const { words: _, word_rules: __, ...customer } = CUSTOMERS.fromRow(row)
  return customer
}

const toRow = (customer: Customer): CustomerRow => ({
  ...customer,
  words: wordIndex([
    ...wordsOf(`${customer.name ?? ''} ${customer.email ?? ''}`),
    ...phoneWords(customer.phone ?? ''),
  ]),
  word_rules: WORD_RULES,
})

export const customerExists = async (sql: Sql, id: string): Promise<boolean> =>
  (await sql.get('SELECT id FROM customers WHERE id = $1', [id])) !== null

/** The tax status that their orders take; null where there is no such customer. */
export async function loadTaxStatus(sql: Sql, id: string): Promise<TaxStatus | null> {
  const row = await sql.get<{ tax_status: TaxStatus }>(
    'SELECT tax_status FROM customers WHERE id = $1',
    [id],
  )
  return row?.tax_status ?? null
}

export async function loadCustomer(sql: Sql, id: string): Promise<Customer | null> {
  const row = await sql.get<object>(`SELECT ${CUSTOMERS.columns} FROM customers WHERE id = $1`, [
    id,
  ])
  return row && fromRow(row)
}

export interface CustomerFilter {
  email?: string
  /** Words, each found at the beginning of a word of name, e-mail or phone. */
  q?: string
}

/** Newest first. */
export async function listCustomers(
  sql: Sql,
  { email, q }: CustomerFilter,
  after: readonly [createdAt: number, id: string] | null,
  limit: number,
): Promise<Customer[]> {
  const patterns = wordPatterns(q ?? '')
  if (q !== undefined && patterns.length === 0) return []
  const { tail, params } = keyset(
    [['email = ?', email?.toLowerCase()], ...patterns.map((any) => likeAny('words', any))],
    { by: ['created_at', 'id'], direction: 'DESC' },
    { after, limit },
  )
  const found = await sql.all<object>(`SELECT ${CUSTOMERS.columns} FROM customers ${tail}`, params)
  return found.map(fromRow)
}

/** UniqueViolation: the account has a customer already, or there is one with this external id. */
export const insertCustomer = (tx: Tx, customer: Customer): Promise<void> =>
  CUSTOMERS.insert(tx, [toRow(customer)])

export async function updateCustomer(tx: Tx, before: Customer, after: Customer): Promise<void> {
  await CUSTOMERS.update(tx, toRow(before), toRow(after), 'id = $1', [after.id])
}

/** A customer of version 1, empty but for the given fields. */
export const newCustomer = (
  id: string,
  now: number,
  given: Partial<Omit<Customer, 'id' | 'version' | 'created_at' | 'updated_at'>>,
): Customer => ({
  id,
  user_id: null,
  name: null,
  email: null,
  phone: null,
  vat_id: null,
  tax_status: 'taxable',
  addresses: [],
  note: null,
  tags: [],
  metadata: {},
  external_source: null,
  external_id: null,
  ...given,
  version: 1,
  created_at: now,
  updated_at: now,
})

/** Rebuilds the search words of up to `limit` customers whose words older rules made; returns how many. */
export async function rewordCustomers(tx: Tx, limit: number): Promise<number> {
  const old = await tx.all<object>(
    `SELECT ${CUSTOMERS.columns} FROM customers WHERE word_rules < ${WORD_RULES} ORDER BY id LIMIT $1`,
    [limit],
  )
  await replaceOldWords(tx, { table: 'customers', key: 'id' }, old.map(fromRow).map(toRow))
  return old.length
}
