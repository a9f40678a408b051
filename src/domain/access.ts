// Callers, roles and scopes, and the one function that refuses them. Deny is the default: a policy
// names all who may. Ownership of one order is decided where the order is loaded, because another
// person's order has to look absent.

import { DomainError } from './errors.ts'
import type { Actor } from './order.ts'

export const ROLES = ['admin', 'editor', 'user'] as const
export type Role = (typeof ROLES)[number]

export const SCOPES = [
  'orders:read',
  'orders:write',
  'catalog:read',
  'catalog:write',
  'stock:write',
  'customers:read',
  'customers:write',
  'reports:read',
  'webhooks:write',
] as const
export type Scope = (typeof SCOPES)[number]

/** Findings of a restore on an API key: revoked or changed after the backup, or not in the replaced database. */
export const INACTIVE_REASONS = ['revoked', 'changed', 'unknown'] as const
export type InactiveReason = (typeof INACTIVE_REASONS)[number]

export type Caller =
  | { kind: 'anonymous' }
  | {
      kind: 'user'
      id: number
      name: string
      email: string
      role: Role
      session_id: string
      customer_id: string | null
    }
  | { kind: 'api_key'; id: string; name: string; scopes: readonly Scope[] }
  /** The person at the server's own command line or control socket; may do all that an admin may. */
  | { kind: 'operator' }
  /** orderd itself: sweepers and workers. */
  | { kind: 'system' }

export type Policy =
  | 'anyone'
  /** Any signed-in person; not an API key. */
  | 'signed_in'
  | 'admin'
  /** The person at the server itself, never a caller over the network. */
  | 'operator'
  /** Admins, and keys with the scope. */
  | { admin: Scope }
  /** Editors, admins, and keys with the scope. */
  | { staff: Scope }
  /** Every signed-in person, and keys with the scope; what a `user` sees is narrowed by ownership. */
  | { user: Scope }

/**
 * The customer whose account an order belongs to; null for a guest's. One that staff joined to a customer
 * has an e-mail that its account has not proved, so the account does not see it.
 */
export const ownerOf = (order: {
  customer_id: string | null
  customer_joined: boolean
}): string | null => (order.customer_joined ? null : order.customer_id)

/** Admins, editors, API keys, the operator and orderd itself; not a `user` account. */
export const isStaff = (caller: Caller): boolean =>
  caller.kind === 'user' ? caller.role !== 'user' : caller.kind !== 'anonymous'

/** Admins, the operator and orderd itself. */
export const isAdmin = (caller: Caller): boolean =>
  caller.kind === 'user'
    ? caller.role === 'admin'
    : caller.kind === 'operator' || caller.kind === 'system'

/** The caller as events and notes record it. */
export function actorOf(caller: Caller): Actor {
  if (caller.kind === 'user' || caller.kind === 'api_key') {
    return { type: caller.kind, id: caller.id }
  }
  return { type: caller.kind }
}

/** The name under which a caller's idempotency keys are stored: `user:7`, `api_key:key_...`, `operator`. */
export const callerKey = (caller: Caller): string =>
  caller.kind === 'user' || caller.kind === 'api_key' ? `${caller.kind}:${caller.id}` : caller.kind

/**
 * Throws 401 not_authenticated, 403 admin_required or 403 forbidden. The sentences are those of the
 * original contract.
 */
export function authorize(caller: Caller, policy: Policy): void {
  if (policy === 'anyone' || caller.kind === 'operator' || caller.kind === 'system') return
  if (caller.kind === 'anonymous') throw new DomainError('not_authenticated', 'Not authenticated')
  if (policy === 'admin') {
    if (!isAdmin(caller)) throw adminRequired()
    return
  }
  if (policy === 'operator') throw forbidden('Only at the command line of the server itself.')
  if (policy === 'signed_in') {
    if (caller.kind !== 'user') throw forbidden('An API key has no account.')
    return
  }
  const scope = scopeOf(policy)
  if (caller.kind === 'api_key') {
    if (!caller.scopes.includes(scope)) throw forbidden(`This API key lacks the scope ${scope}.`)
    return
  }
  if ('admin' in policy && caller.role !== 'admin') throw adminRequired()
  if ('staff' in policy && caller.role === 'user') throw forbidden('Staff only.')
}

/** The scope that an API key needs for a policy. */
export function scopeOf(policy: Exclude<Policy, string>): Scope {
  if ('admin' in policy) return policy.admin
  return 'staff' in policy ? policy.staff : policy.user
}

const adminRequired = (): DomainError => new DomainError('admin_required', 'Admin access required')

export const forbidden = (message: string): DomainError => new DomainError('forbidden', message)
