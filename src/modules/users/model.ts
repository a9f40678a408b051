// The shapes of accounts on the wire, and the rules of a new password.

import { type Static, Type } from '@sinclair/typebox'
import { ROLES } from '#domain/access.ts'
import type { FieldError } from '#domain/errors.ts'
import { Body, Email, Name, OneOf, Text, Time } from '#http/schema.ts'
import { iso } from '#lib/clock.ts'
import { isCommonPassword, PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '#lib/passwords.ts'
import type { User } from './store.ts'

const PersonName = Name({ maxLength: 200, examples: ['Jane Doe'] })

/** Counted in characters by passwordFaults; a character is one or two of the units counted here. */
export const NewPassword = Text({
  minLength: PASSWORD_LENGTH_MIN,
  maxLength: 2 * PASSWORD_LENGTH_MAX,
  description: `${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters, no other rule but: not the e-mail, not one of the most common.`,
  examples: ['securepassword'],
})

/** A password that is only compared. */
const AnyPassword = Text({ maxLength: 2 * PASSWORD_LENGTH_MAX })

export const Registration = Body({ name: PersonName, email: Email, password: NewPassword })
export type Registration = Static<typeof Registration>

export const SetUp = Body({
  token: Text({ minLength: 1, maxLength: 200, description: 'From the one-time link.' }),
  name: PersonName,
  email: Email,
  password: NewPassword,
})

export const ProfilePatch = Body({
  name: Type.Optional(PersonName),
  password: Type.Optional(NewPassword),
  current_password: Type.Optional(AnyPassword),
})

export const UserPatch = Body({
  name: Type.Optional(PersonName),
  role: Type.Optional(OneOf(ROLES)),
  disabled: Type.Optional(Type.Boolean()),
})
export type UserPatch = Static<typeof UserPatch>

export const UserParams = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) })

const account = {
  id: Type.Integer({ examples: [1] }),
  name: Type.String(),
  email: Type.String(),
  is_admin: Type.Boolean(),
  role: OneOf(ROLES),
  created_at: Time,
}

export const UserModel = Type.Object(account)
export const ManagedUserModel = Type.Object({ ...account, disabled: Type.Boolean() })

export const presentUser = (user: User): Static<typeof UserModel> => ({
  id: user.id,
  name: user.name,
  email: user.email,
  is_admin: user.role === 'admin',
  role: user.role,
  created_at: iso(user.created_at),
})

/** An account as an admin reads it. */
export const presentManagedUser = (user: User): Static<typeof ManagedUserModel> => ({
  ...presentUser(user),
  disabled: user.disabled,
})

/** E-mails that differ in case only are one account. */
export const foldEmail = (email: string): string => email.toLowerCase()

export async function passwordFaults(password: string, email: string): Promise<FieldError[]> {
  const fault = (message: string): FieldError[] => [{ path: 'password', message }]
  const length = [...password].length
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
    return fault(`Expected ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters`)
  }
  const folded = password.toLowerCase()
  const address = foldEmail(email)
  if (folded === address || folded === address.slice(0, address.lastIndexOf('@'))) {
    return fault('Expected something else than the e-mail')
  }
  return (await isCommonPassword(password)) ? fault('Expected a less common password') : []
}
