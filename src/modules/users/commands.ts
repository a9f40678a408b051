// The commands of accounts: registration, the first admin, the profile, and changes of other accounts by an
// admin. Passwords arrive as hashes: arguments of a command may be logged, so a password must not be one.

import { type Static, Type } from '@sinclair/typebox'
import { type Answer, type Context, command, noContent } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { ROLES, type Role } from '#domain/access.ts'
import { DomainError, invalid, notFound } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { sessionRevoked } from '#domain/session.ts'
import { OneOf } from '#http/schema.ts'
import { insertCustomer, newCustomer } from '#modules/customers/public.ts'
import { foldEmail, presentManagedUser, presentUser } from './model.ts'
import {
  hasAdmin,
  hasOtherAdmin,
  insertUser,
  loadUser,
  lockRoles,
  nextUserId,
  putSetUpLink,
  replacePasswordHash,
  revokeSessions,
  spendSetUpLink,
  type User,
  updateUser,
} from './store.ts'

const account = { name: Type.String(), email: Type.String(), password_hash: Type.String() }

const NewAccount = Type.Object(account)
type NewAccount = Static<typeof NewAccount>

const subject = (user: User) => ({
  key: 'user',
  value: { id: user.id, name: user.name, email: user.email, role: user.role },
})

/** Creates the account and its customer. 409 email_taken. */
async function create(
  tx: Tx,
  { name, email, password_hash }: NewAccount,
  role: Role,
  { now, ids }: Context,
): Promise<Answer> {
  const user: User = {
    id: await nextUserId(tx),
    name,
    email: foldEmail(email),
    password_hash,
    role,
    disabled: false,
    created_at: now,
    updated_at: now,
  }
  if (!(await insertUser(tx, user))) {
    throw new DomainError('email_taken', 'Email already registered')
  }
  const customer = newCustomer(ids.next('cus'), now, { user_id: user.id, name, email: user.email })
  await insertCustomer(tx, customer)
  const events: NewEvent[] = [
    { type: 'user.created', subject: subject(user), staff_only: true },
    {
      type: 'customer.created',
      subject: { key: 'customer', value: { id: customer.id, user_id: user.id } },
      staff_only: true,
    },
  ]
  return { status: 201, body: presentUser(user), events }
}

/** Registration; the role is always `user`. 409 email_taken. */
export const registerUser = command({
  name: 'user.register',
  args: NewAccount,
  who: 'anyone',
  run: (tx, args, context) => create(tx, args, 'user', context),
})

const NewManagedAccount = Type.Object({ ...account, role: OneOf(ROLES) })

/** By an admin or at the command line. 409 email_taken. */
export const createUser = command({
  name: 'user.create',
  args: NewManagedAccount,
  who: 'admin',
  run: (tx, args, context) => create(tx, args, args.role, context),
})

const LINK_TTL_MS = 24 * 60 * 60_000
const Link = Type.Object({ hash: Type.String() })

/** Stores the digest of the one-time link of the first admin. Appends no event: the server does it by itself. */
export const offerSetUp = command({
  name: 'user.offer_set_up',
  args: Link,
  who: 'admin',
  async run(tx, { hash }, { now }) {
    await putSetUpLink(tx, { hash, created_at: now, expires_at: now + LINK_TTL_MS })
    return noContent([])
  },
})

const FirstAdmin = Type.Object({ ...account, link_hash: Type.String() })

/** By the one-time link, while there is no admin. 401 invalid_token; 409 email_taken. */
export const setUpFirstAdmin = command({
  name: 'user.set_up',
  args: FirstAdmin,
  who: 'anyone',
  async run(tx, args, context) {
    await lockRoles(tx)
    const isUsable = await spendSetUpLink(tx, args.link_hash, context.now)
    if (!isUsable || (await hasAdmin(tx))) {
      throw new DomainError('invalid_token', 'This link is not valid any more')
    }
    return create(tx, args, 'admin', context)
  },
})

const ProfileChange = Type.Object({
  id: Type.Integer(),
  name: Type.Optional(Type.String()),
  /** `from` is the hash that the current password was verified against. */
  password_hash: Type.Optional(Type.Object({ from: Type.String(), to: Type.String() })),
  /** The session that a change of the password leaves open. */
  session_id: Type.String(),
})

/** One's own name and password. A new password ends every other session. 422 current_password. */
export const updateProfile = command({
  name: 'user.update_profile',
  args: ProfileChange,
  who: 'signed_in',
  async run(tx, { id, name, password_hash: hash, session_id: sessionId }, { now }) {
    const before = await loadExisting(tx, id)
    const after: User = { ...before, name: name ?? before.name, updated_at: now }
    const events: NewEvent[] = []
    if (after.name !== before.name) {
      await updateUser(tx, after)
      events.push(updated(before, after))
    }
    if (hash !== undefined) {
      if (!(await replacePasswordHash(tx, { id, ...hash, now }))) throw wrongPassword()
      await revokeSessions(tx, { user_id: id, except: sessionId, now })
      events.push(
        { type: 'user.updated', subject: subject(after), change: HIDDEN, staff_only: true },
        sessionRevoked({ user_id: id, id: null, except: sessionId, reason: 'password_changed' }),
      )
    }
    return { status: 200, body: presentUser(after), events }
  },
})

/** The log says that a password changed, without its values. */
const HIDDEN = { password: [null, null] } satisfies NewEvent['change']

export const wrongPassword = (): DomainError =>
  invalid([{ path: 'current_password', message: 'Expected your current password' }])

const Managed = Type.Object({
  id: Type.Integer(),
  name: Type.Optional(Type.String()),
  role: Type.Optional(OneOf(ROLES)),
  disabled: Type.Optional(Type.Boolean()),
})

/** Changes role, name, disabled. 404 not_found; 409 last_admin where no active admin would be left. */
export const updateUserByAdmin = command({
  name: 'user.update',
  args: Managed,
  who: 'admin',
  async run(tx, { id, ...patch }, { now }) {
    await lockRoles(tx)
    const before = await loadExisting(tx, id)
    const after: User = { ...before, ...patch }
    const event = updated(before, after)
    if (Object.keys(event.change ?? {}).length === 0) {
      return { status: 200, body: presentManagedUser(before), events: [] }
    }
    if (isActiveAdmin(before) && !isActiveAdmin(after) && !(await hasOtherAdmin(tx, id))) {
      throw new DomainError('last_admin', 'The last admin has to stay one.')
    }
    await updateUser(tx, { ...after, updated_at: now })
    const events = [event]
    if (after.disabled && !before.disabled) {
      await revokeSessions(tx, { user_id: id, now })
      events.push(sessionRevoked({ user_id: id, id: null, reason: 'account_disabled' }))
    } else if (after.role !== before.role) {
      // The sessions stay valid; open sockets were authorized for the role before.
      events.push(sessionRevoked({ user_id: id, id: null, reason: 'role_changed' }))
    }
    return { status: 200, body: presentManagedUser(after), events }
  },
})

const NewPassword = Type.Object({ id: Type.Integer(), password_hash: Type.String() })

/** A new password by the command line, where one is forgotten. Ends every session. 404 not_found. */
export const resetPassword = command({
  name: 'user.reset_password',
  args: NewPassword,
  who: 'admin',
  async run(tx, { id, password_hash: to }, { now }) {
    const user = await loadExisting(tx, id)
    await replacePasswordHash(tx, { id, from: user.password_hash, to, now })
    await revokeSessions(tx, { user_id: id, now })
    return {
      status: 200,
      body: presentManagedUser(user),
      events: [
        { type: 'user.updated', subject: subject(user), change: HIDDEN, staff_only: true },
        sessionRevoked({ user_id: id, id: null, reason: 'password_changed' }),
      ],
    }
  },
})

const isActiveAdmin = (user: User): boolean => user.role === 'admin' && !user.disabled

const updated = (before: User, after: User): NewEvent => ({
  type: 'user.updated',
  subject: subject(after),
  change: difference(before, after, ['name', 'role', 'disabled']),
  staff_only: true,
})

async function loadExisting(tx: Tx, id: number): Promise<User> {
  await tx.lock('users', 'id', id)
  const user = await loadUser(tx, id)
  if (user === null) throw notFound()
  return user
}
