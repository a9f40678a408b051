// API keys on the wire. The key itself is only in the answer that creates it.

import { type Static, Type } from '@sinclair/typebox'
import { INACTIVE_REASONS, SCOPES } from '#domain/access.ts'
import { Body, Name, Nullable, OneOf, Time, UntilTime } from '#http/schema.ts'
import { iso, isoOrNull } from '#lib/clock.ts'
import type { ApiKey } from './store.ts'

const KeyName = Name({ maxLength: 100 })

export const NewApiKey = Body({
  name: KeyName,
  scopes: Type.Array(OneOf(SCOPES), { minItems: 1, maxItems: SCOPES.length }),
  expires_at: Type.Optional(Nullable(UntilTime)),
})
export type NewApiKey = Static<typeof NewApiKey>

export const ApiKeyPatch = Body({ name: KeyName })

export const ApiKeyModel = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    hint: Type.String({ description: 'The last characters of the key.' }),
    scopes: Type.Array(OneOf(SCOPES)),
    created_at: Time,
    expires_at: Nullable(Time),
    last_used_at: Nullable(Time),
    revoked_at: Nullable(Time),
    inactive_at: Nullable(Time, {
      description:
        'Since then the key opens nothing, because of a restore, until an admin confirms it.',
    }),
    inactive_reason: Nullable(OneOf(INACTIVE_REASONS), {
      description:
        'revoked, changed: after the backup. unknown: the replaced database did not have the key, or could not be read.',
    }),
  },
  { title: 'ApiKey' },
)

export const CreatedApiKey = Type.Object({
  ...ApiKeyModel.properties,
  key: Type.String({ description: 'Shown this once.', examples: ['odk_...'] }),
})

export const presentApiKey = (key: ApiKey): Static<typeof ApiKeyModel> => ({
  id: key.id,
  name: key.name,
  hint: key.hint,
  scopes: key.scopes,
  created_at: iso(key.created_at),
  expires_at: isoOrNull(key.expires_at),
  last_used_at: isoOrNull(key.last_used_at),
  revoked_at: isoOrNull(key.revoked_at),
  inactive_at: isoOrNull(key.inactive_at),
  inactive_reason: key.inactive_reason,
})
