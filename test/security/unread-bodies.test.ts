// A route without a body refuses one: a field that no one reads is a mistake of its sender.

import { describe, expect, test } from 'bun:test'
import { type Callers, openCallers } from '../helpers/callers.ts'
import { eachDatabase } from '../helpers/databases.ts'
import type { Document } from '../helpers/document.ts'

const NOT_THERE = /\{.*\{|^\/users\/me\/sessions\//
const METHODS = ['post', 'put', 'patch', 'delete']

/** Every operation that writes and declares no body, as [method, path]. */
async function withoutBody({ api }: Callers): Promise<[string, string][]> {
  const { paths } = (await api.get('/docs/json')).body as Document
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method, operation]) => METHODS.includes(method) && !('requestBody' in operation))
      .map(([method]): [string, string] => [method.toUpperCase(), path]),
  )
}

const inPath = (path: string, things: Record<string, string>): string => {
  const pattern = path.replace(/\{(\w+)\}/g, ':$1')
  const owner = Object.keys(things).find((key) => pattern.startsWith(key))
  return owner === undefined
    ? pattern
    : pattern.replace(owner, owner.replace(/:\w+$/, things[owner] ?? ''))
}

eachDatabase((database) => {
  if (database.name !== 'sqlite') return

  describe('a field', () => {
    test('in the body of a route that takes none is a 422, and nothing happens', async () => {
      const callers = await openCallers(await database.open())
      const { api, tokens, things } = callers
      const routes = await withoutBody(callers)
      expect(routes.map((route) => route.join(' '))).toContain('POST /users/logout')
      expect(routes.map((route) => route.join(' '))).toContain('POST /webhooks/{id}/test')
      for (const [method, path] of routes) {
        const { status, body } = await api.send(method, inPath(path, things), {
          as: tokens.admin,
          headers: { 'content-type': 'application/json' },
          body: '{"surprise": 1}',
        })
        // What is not there for the caller is a 404 first: a part of a thing, another's session.
        if (status === 404 && NOT_THERE.test(path)) continue
        const [fault] = body.errors ?? []
        expect([method, path, status, fault?.path]).toEqual([method, path, 422, 'surprise'])
      }
      expect((await api.get('/users/me', { as: tokens.admin })).status).toBe(200)
    })

    test.each(['[]', '[1]', '1', 'null', '"x"'])('%s is no body either', async (body) => {
      const { api, tokens } = await openCallers(await database.open())
      const answered = await api.send('POST', '/users/logout', {
        as: tokens.admin,
        headers: { 'content-type': 'application/json' },
        body,
      })
      expect([answered.status, answered.body.errors]).toEqual([
        422,
        [{ path: 'body', message: 'Expected no body' }],
      ])
    })

    test('an empty object is as good as none', async () => {
      const { api, tokens } = await openCallers(await database.open())
      expect((await api.post('/users/logout', {}, { as: tokens.editor })).status).toBe(204)
      expect((await api.send('POST', '/users/logout', { as: tokens.admin })).status).toBe(204)
    })
  })
})
