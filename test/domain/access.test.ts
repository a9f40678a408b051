// Policies: every caller against every policy.

import { describe, expect, test } from 'bun:test'
import { actorOf, authorize, type Caller, callerKey, isStaff, type Policy } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'

const user = (role: 'admin' | 'editor' | 'user'): Caller => ({
  kind: 'user',
  id: 7,
  name: 'A',
  email: 'a@example.com',
  role,
  session_id: 's',
  customer_id: null,
})
const CALLERS: Record<string, Caller> = {
  anonymous: { kind: 'anonymous' },
  user: user('user'),
  editor: user('editor'),
  admin: user('admin'),
  key: { kind: 'api_key', id: 'key_1', name: 'K', scopes: ['orders:write'] },
  operator: { kind: 'operator' },
  system: { kind: 'system' },
}

/** The code of the refusal, by caller; one that is not named is let in. */
const REFUSALS: [Policy, Record<string, string>][] = [
  ['anyone', {}],
  ['signed_in', { anonymous: 'not_authenticated', key: 'forbidden' }],
  [
    'admin',
    {
      anonymous: 'not_authenticated',
      user: 'admin_required',
      editor: 'admin_required',
      key: 'admin_required',
    },
  ],
  [
    'operator',
    {
      anonymous: 'not_authenticated',
      user: 'forbidden',
      editor: 'forbidden',
      admin: 'forbidden',
      key: 'forbidden',
    },
  ],
  [{ user: 'orders:write' }, { anonymous: 'not_authenticated' }],
  [{ staff: 'orders:write' }, { anonymous: 'not_authenticated', user: 'forbidden' }],
  [
    { staff: 'stock:write' },
    { anonymous: 'not_authenticated', user: 'forbidden', key: 'forbidden' },
  ],
  [
    { admin: 'webhooks:write' },
    {
      anonymous: 'not_authenticated',
      user: 'admin_required',
      editor: 'admin_required',
      key: 'forbidden',
    },
  ],
]

function refusalOf(caller: Caller, policy: Policy): string | undefined {
  try {
    authorize(caller, policy)
    return undefined
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
}

describe('a policy refuses', () => {
  for (const [policy, refused] of REFUSALS) {
    test(`${JSON.stringify(policy)}: ${Object.keys(refused).join(', ') || 'none'}`, () => {
      const found = Object.entries(CALLERS).flatMap(([name, caller]) => {
        const code = refusalOf(caller, policy)
        return code === undefined ? [] : [[name, code]]
      })
      expect(Object.fromEntries(found)).toEqual(refused)
    })
  }
})

test('staff are all but customers and the unknown', () => {
  const staff = Object.keys(CALLERS).filter((name) => isStaff(CALLERS[name]!))
  expect(staff).toEqual(['editor', 'admin', 'key', 'operator', 'system'])
})

test('a caller is recorded by kind and id', () => {
  expect(actorOf(user('admin'))).toEqual({ type: 'user', id: 7 })
  expect(callerKey({ kind: 'api_key', id: 'key_1', name: '', scopes: [] })).toBe('api_key:key_1')
  expect(callerKey({ kind: 'operator' })).toBe('operator')
})
