// The routes of API keys.

import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { notFound } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { page } from '#http/paging.ts'
import { responses } from '#http/responses.ts'
import { Body, IdParams, ListQuery, Page } from '#http/schema.ts'
import { randomToken } from '#lib/crypto.ts'
import { confirmApiKey, createApiKey, KEY_PREFIX, renameApiKey, revokeApiKey } from './commands.ts'
import { ApiKeyModel, ApiKeyPatch, CreatedApiKey, NewApiKey, presentApiKey } from './model.ts'
import { listApiKeys, loadApiKey } from './store.ts'

const params = IdParams('key')

export function apiKeysRoutes({ guard, execute, db }: { guard: Guard; execute: Execute; db: Db }) {
  const exists = async ({ id }: Record<string, string>): Promise<boolean> =>
    (await loadApiKey(db.read, id ?? '')) !== null
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['API keys'] },
  })

  return new Elysia({ name: 'api-keys', normalize: false })
    .use(guard)
    .post(
      '/api-keys',
      ({ body, call }) => {
        const key = `${KEY_PREFIX}${randomToken()}`
        return answer(execute(createApiKey, { ...body, key }, call))
      },
      {
        who: 'admin',
        body: NewApiKey,
        response: responses(201, CreatedApiKey),
        ...describe('createApiKey', 'Make an API key; it is shown once'),
      },
    )
    .get(
      '/api-keys',
      async ({ query }) => {
        const { rows, next_cursor } = await page(query, {
          list: { sort: '-id', filter: {} },
          shape: ['string'],
          load: (after, limit) => listApiKeys(db.read, after, limit),
          keysOf: (key) => [key.id],
        })
        return json({ items: rows.map(presentApiKey), next_cursor })
      },
      {
        who: 'admin',
        query: ListQuery({}),
        response: responses(200, Page(ApiKeyModel)),
        ...describe('listApiKeys', 'API keys, newest first'),
      },
    )
    .get(
      '/api-keys/:id',
      async ({ params: { id } }) => {
        const key = await loadApiKey(db.read, id)
        if (key === null) throw notFound()
        return json(presentApiKey(key))
      },
      {
        who: 'admin',
        params,
        exists,
        response: responses(200, ApiKeyModel),
        ...describe('getApiKey', 'One API key'),
      },
    )
    .patch(
      '/api-keys/:id',
      ({ params: { id }, body, call }) => answer(execute(renameApiKey, { ...body, id }, call)),
      {
        who: 'admin',
        params,
        exists,
        body: ApiKeyPatch,
        response: responses(200, ApiKeyModel),
        ...describe('patchApiKey', 'Rename an API key'),
      },
    )
    .post(
      '/api-keys/:id/confirm',
      ({ params, call }) => answer(execute(confirmApiKey, params, call)),
      {
        who: 'admin',
        params,
        exists,
        body: Body({}),
        response: responses(200, ApiKeyModel, ['bad_transition']),
        ...describe('confirmApiKey', 'Make a key active again that a restore left inactive'),
      },
    )
    .delete('/api-keys/:id', ({ params, call }) => answer(execute(revokeApiKey, params, call)), {
      who: 'admin',
      params,
      exists,
      response: responses(204, null),
      ...describe('revokeApiKey', 'Revoke an API key'),
    })
}
