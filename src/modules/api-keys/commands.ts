// Making, renaming and revoking API keys. A key's scopes are for good: make another one.

import { Type } from '@sinclair/typebox'
import { type Command, noContent } from '#commands/command.ts'
import { actorOf } from '#domain/access.ts'
import { invalid, notFound } from '#domain/errors.ts'
import type { Change, NewEvent } from '#domain/event.ts'
import { timeOr } from '#http/times.ts'
import { sha256Hex } from '#lib/crypto.ts'
import { loadSettings } from '#modules/settings/store.ts'
import { ApiKeyPatch, NewApiKey, presentApiKey } from './model.ts'
import { type ApiKey, insertApiKey, loadApiKey, touchApiKey, updateApiKey } from './store.ts'

/** How every key begins, so that scanners and our own guard know one when they see it. */
export const KEY_PREFIX = 'odk_'
const HINT_LENGTH = 4

const event = (type: NewEvent['type'], key: ApiKey): NewEvent => ({
  type,
  subject: { key: 'api_key', value: presentApiKey(key) },
  staff_only: true,
})

/** `key` is made before, outside the transaction. 422 for an expiry that is past. */
export const createApiKey: Command<NewApiKey & { key: string }> = {
  name: 'api_key.create',
  args: Type.Object(
    { key: Type.String(), ...NewApiKey.properties },
    { additionalProperties: false },
  ),
  who: 'admin',
  async run(tx, { key, name, scopes, expires_at }, { now, ids, caller }) {
    const settings = await loadSettings(tx)
    const expires = timeOr(expires_at, null, 'until', settings, 'expires_at')
    if (expires !== null && expires <= now) {
      throw invalid([{ path: 'expires_at', message: 'This is past already' }])
    }
    const apiKey: ApiKey = {
      id: ids.next('key'),
      name,
      hash: sha256Hex(key),
      hint: key.slice(-HINT_LENGTH),
      scopes: [...new Set(scopes)],
      created_by: actorOf(caller),
      created_at: now,
      expires_at: expires,
      last_used_at: null,
      revoked_at: null,
    }
    await insertApiKey(tx, apiKey)
    return {
      status: 201,
      body: { ...presentApiKey(apiKey), key },
      location: `/api-keys/${apiKey.id}`,
      events: [event('api_key.created', apiKey)],
      secrets: ['key'],
    }
  },
}

const OnKey = Type.Object({ id: Type.String() })

export const renameApiKey: Command<{ id: string; name: string }> = {
  name: 'api_key.update',
  args: Type.Object({ ...OnKey.properties, ...ApiKeyPatch.properties }),
  who: 'admin',
  async run(tx, { id, name }) {
    await tx.lock('api_keys', 'id', id)
    const before = await loadApiKey(tx, id)
    if (before === null) throw notFound()
    if (before.name === name) return { status: 200, body: presentApiKey(before), events: [] }
    const after = { ...before, name }
    await updateApiKey(tx, before, after)
    const change: Change = { name: [before.name, name] }
    return {
      status: 200,
      body: presentApiKey(after),
      events: [{ ...event('api_key.updated', after), change }],
    }
  },
}

/** Takes effect on the next request, and on open sockets. Revoking again is a no-op. */
export const revokeApiKey: Command<{ id: string }> = {
  name: 'api_key.revoke',
  args: OnKey,
  who: 'admin',
  async run(tx, { id }, { now }) {
    await tx.lock('api_keys', 'id', id)
    const before = await loadApiKey(tx, id)
    if (before === null) throw notFound()
    if (before.revoked_at !== null) return noContent([])
    const after = { ...before, revoked_at: now }
    await updateApiKey(tx, before, after)
    return noContent([event('api_key.revoked', after)])
  },
}

/** The server's own note of when a key was last used: no event, and no more than one a minute. */
export const noteUse: Command<{ id: string }> = {
  name: 'api_key.note_use',
  args: OnKey,
  who: 'admin',
  async run(tx, { id }, { now }) {
    await touchApiKey(tx, id, now)
    return noContent([])
  },
}
