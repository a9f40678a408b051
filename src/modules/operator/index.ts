// The routes of the operator, over the control socket or in a command's own process: accounts without
// registration, new passwords, a new epoch of the log. Over the network they refuse every caller, admins too.

import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { ROLES } from '#domain/access.ts'
import { invalid, notFound } from '#domain/errors.ts'
import type { Tail } from '#events/tail.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { Body, Email, OneOf } from '#http/schema.ts'
import { hashPassword } from '#lib/passwords.ts'
import {
  createUser,
  loadUserByEmail,
  ManagedUserModel,
  NewPassword,
  passwordFaults,
  presentManagedUser,
  Registration,
  resetPassword,
} from '#modules/users/public.ts'
import { renew } from './commands.ts'

interface OperatorDeps {
  guard: Guard
  execute: Execute
  db: Db
  tail: Tail
}

const NewAccount = Body({ ...Registration.properties, role: OneOf(ROLES) })
const ByEmail = Body({ email: Email })
const Reset = Body({ email: Email, password: NewPassword })
const Epoch = Type.Object({ epoch: Type.String() })

export function operatorRoutes({ guard, execute, db, tail }: OperatorDeps) {
  async function hashed({ password, email }: { password: string; email: string }): Promise<string> {
    const faults = await passwordFaults(password, email)
    if (faults.length > 0) throw invalid(faults)
    return hashPassword(password)
  }

  return new Elysia({ name: 'operator', normalize: false })
    .use(guard)
    .post(
      '/operator/users',
      async ({ body, call }) => {
        const { name, email, role } = body as Static<typeof NewAccount>
        const account = { name, email, role, password_hash: await hashed(body) }
        return answer(execute(createUser, account, call))
      },
      {
        who: 'operator',
        body: NewAccount,
        response: responses(201, ManagedUserModel, ['email_taken']),
        ...describe('createAccount', 'An account of any role'),
      },
    )
    .post(
      '/operator/users/find',
      async ({ body }) => json(presentManagedUser(await accountOf(db, body.email))),
      {
        who: 'operator',
        body: ByEmail,
        response: responses(200, ManagedUserModel),
        ...describe('findAccount', 'An account by its e-mail'),
      },
    )
    .post(
      '/operator/users/password',
      async ({ body, call }) => {
        const { id } = await accountOf(db, body.email)
        return answer(execute(resetPassword, { id, password_hash: await hashed(body) }, call))
      },
      {
        who: 'operator',
        body: Reset,
        response: responses(200, ManagedUserModel),
        ...describe('resetPassword', 'A new password; every session ends'),
      },
    )
    .post(
      '/operator/epoch',
      async ({ call }) => {
        await execute(renew, {}, call)
        await tail.refresh()
        return json({ epoch: tail.epoch })
      },
      {
        who: 'operator',
        body: Body({}),
        response: responses(200, Epoch),
        ...describe('renewEpoch', 'Every cursor that was given out is void'),
      },
    )
}

const describe = (operationId: string, summary: string) => ({
  detail: {
    operationId,
    summary,
    tags: ['Operator'],
    description: 'Over the control socket only.',
  },
})

async function accountOf(db: Db, email: string) {
  const user = await loadUserByEmail(db.read, email.toLowerCase())
  if (user === null) throw notFound()
  return user
}
