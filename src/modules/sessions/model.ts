// The shapes of signing in and of sessions on the wire.

import { type Static, Type } from '@sinclair/typebox'
import { Body, Email, Id, Nullable, OneOf, Text, Time } from '#http/schema.ts'
import { iso } from '#lib/clock.ts'
import type { Session } from './store.ts'

const Secret = Text({ maxLength: 512 })

/** JSON {email, password}, or the OAuth2 password form with `username`. */
export const SignIn = Body({
  email: Type.Optional(Email),
  username: Type.Optional(Text({ maxLength: 254, description: 'The e-mail, in a form.' })),
  password: Secret,
  // A form page sends the fields that were left empty.
  grant_type: Type.Optional(OneOf(['password', ''])),
  scope: Type.Optional(Text({ maxLength: 200 })),
  client_id: Type.Optional(Text({ maxLength: 200 })),
  client_secret: Type.Optional(Text({ maxLength: 200 })),
})

export const Refresh = Body({ refresh_token: Secret })

export const Grant = Type.Object({
  access_token: Type.String({ description: 'A JWT, sent as a bearer token.' }),
  token_type: Type.Literal('bearer'),
  expires_in: Type.Integer({ description: 'Seconds.', examples: [900] }),
  refresh_token: Type.String({
    description: 'Good for one use; used again within 10 seconds, it gets the same successor.',
  }),
})
export type Grant = Static<typeof Grant>

export const SessionModel = Type.Object({
  id: Id('ses'),
  user_agent: Nullable(Type.String()),
  address: Nullable(Type.String()),
  created_at: Time,
  last_used_at: Time,
  expires_at: Time,
  current: Type.Boolean({ description: 'The session of this very request.' }),
})

export const SessionList = Type.Object({
  items: Type.Array(SessionModel),
  next_cursor: Type.Null(),
})

export const presentSession = (
  session: Session,
  currentId: string,
): Static<typeof SessionModel> => ({
  id: session.id,
  user_agent: session.user_agent,
  address: session.address,
  created_at: iso(session.created_at),
  last_used_at: iso(session.last_used_at),
  expires_at: iso(session.expires_at),
  current: session.id === currentId,
})
