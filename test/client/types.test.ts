// The client says what the server says: its types are those of the document, and every route has a
// method.

import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { format, type OpenApi, typesOf } from '../../scripts/client-types.ts'
import { testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

const read = (path: string) => Bun.file(join(import.meta.dir, '../../src/client', path)).text()

/** Routes that are no method, and why. */
const NO_METHOD: Readonly<Record<string, string>> = {
  'POST /users/login': 'session.signIn',
  'POST /users/logout': 'session.signOut',
  'POST /users/refresh': 'the session, by itself',
  'GET /realtime': 'subscribe',
  'GET /events/stream': 'subscribe, where no socket gets through',
  'GET /docs': 'a page',
  'GET /docs/json': 'for tools',
  'GET /docs/asyncapi.json': 'for tools',
  'GET /dashboard': 'a page',
  'GET /dashboard/*': 'a page',
  'GET /metrics': 'for Prometheus',
}

eachDatabase(({ name, open }) => {
  if (name !== 'sqlite') return

  const document = async (): Promise<OpenApi> =>
    (await (await testApp(await open())).api.get('/docs/json')).body

  test('the types are those of the document (mend: bun scripts/client-types.ts)', async () => {
    expect(await read('types.ts')).toBe(await format(typesOf(await document())))
  })

  test('every route has a method (mend: a line in src/client/api.ts)', async () => {
    const api = await read('api.ts')
    const { paths } = await document()
    const keys = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(keys.length).toBeGreaterThan(80)
    const missing = keys.filter(
      (key) =>
        !api.includes(`'${key}'`) && !(key in NO_METHOD) && !key.startsWith('POST /operator/'),
    )
    expect(missing).toEqual([])
  })
})

test('a schema that is referred to, a choice, a record and a list become what they are', async () => {
  const document: OpenApi = {
    paths: {
      '/things/{id}': {
        get: {
          summary: 'One thing',
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'q', in: 'query', schema: { type: 'string' } },
          ],
          responses: {
            200: {
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
            },
          },
        },
        post: { requestBody: { content: { 'text/csv': {} } }, responses: { 204: {} } },
      },
    },
    components: {
      schemas: {
        Problem: {
          type: 'object',
          properties: { request_id: { type: 'string' }, code: { enum: ['b', 'a'] } },
        },
        Thing: {
          type: 'object',
          required: ['kind', 'names'],
          properties: {
            kind: { enum: ['x', 'y'] },
            names: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
            more: { type: 'object', additionalProperties: { type: 'integer' } },
          },
        },
      },
    },
  }
  const text = await format(typesOf(document))
  expect(text).toContain("export type ProblemCode = 'a' | 'b'")
  expect(text).toContain(
    "export interface Thing {\n  kind: 'x' | 'y'\n  names: (string | null)[]\n  more?: Record<string, number>\n}",
  )
  expect(text).toContain(
    "'GET /things/{id}': { query: { q?: QueryValue | undefined }; response: Thing }",
  )
  expect(text).toContain("'POST /things/{id}': { body: RawBody; response: undefined }")
})
