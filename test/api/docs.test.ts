import { describe, expect, test } from 'bun:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { STATUS } from '#domain/errors.ts'
import { testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { numbersIn } from '../helpers/document.ts'

interface Operation {
  operationId: string
  summary: string
  tags: string[]
  security: unknown[]
  responses: Record<string, { description: string; content?: Record<string, unknown> }>
}

eachDatabase((database) => {
  if (database.name !== 'sqlite') return
  const open = async () => testApp(await database.open())

  const operations = async () => {
    const { api } = await open()
    const { body } = await api.get('/docs/json')
    return Object.entries<Record<string, Operation>>(body.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
    )
  }

  describe('the document', () => {
    test('is valid OpenAPI 3.1', async () => {
      const { api } = await open()
      const { body } = await api.get('/docs/json')
      expect(body.openapi).toStartWith('3.1')
      const result = await new Validator().validate(body)
      expect(result.errors ?? []).toEqual([])
      expect(result.valid).toBe(true)
    })

    test.each(['/docs/json', '/docs/asyncapi.json'])(
      'of %s says how many bits each number takes',
      async (path) => {
        const { api } = await open()
        const numbers = [...numbersIn((await api.get(path)).body)]
        expect(numbers.length).toBeGreaterThan(20)
        const wrong = numbers.filter(([, { type, format, minimum = -1e15, maximum = 1e15 }]) => {
          const fits = minimum >= -(2 ** 31) && maximum < 2 ** 31
          const isInteger = [type].flat().includes('integer')
          return format !== (isInteger ? (fits ? 'int32' : 'int64') : 'double')
        })
        expect(wrong).toEqual([])
      },
    )

    test('has every route that is not an asset of its own page', async () => {
      const { app } = await open()
      const routes = app.routes
        .filter(({ method, hooks }) => method !== 'WS' && !hooks.detail?.hide)
        .map(({ method, path }) => `${method} ${path.replace(/:([^/]+)/g, '{$1}')}`)
      const documented = (await operations()).map((o) => `${o.method.toUpperCase()} ${o.path}`)
      expect(documented.sort()).toEqual(routes.sort())
    })

    test('names, tags, sums up and secures each operation, and no two alike', async () => {
      const all = await operations()
      for (const { operationId, summary, tags, security } of all) {
        expect(operationId).toMatch(/^[a-z][A-Za-z]+$/)
        expect(summary.length).toBeGreaterThan(5)
        expect(tags).toHaveLength(1)
        expect(security).toBeArray()
      }
      const ids = all.map(({ operationId }) => operationId)
      expect(new Set(ids).size).toBe(ids.length)
    })

    test('declares a success and the faults of each operation, as problems with their codes', async () => {
      const said = new Set<string>()
      const codes = new Map<string, number>(Object.entries(STATUS))
      for (const { path, method, responses } of await operations()) {
        const where = `${method} ${path}`
        const statuses = Object.keys(responses).map(Number)
        expect([where, statuses.some((status) => status < 400)]).toEqual([where, true])
        for (const status of [400, 406, 422, 500, 503]) expect(statuses).toContain(status)
        for (const status of statuses.filter((one) => one >= 400)) {
          const { description, content } = responses[status]!
          const [type, ...others] = Object.keys(content ?? {})
          expect(type).toBe('application/problem+json')
          // A tracking link says to people by a page that it leads nowhere.
          expect(others).toEqual(
            where === 'get /track/{token}' && status === 404 ? ['text/html'] : [],
          )
          for (const code of description.split(', ')) {
            said.add(code)
            expect({ where, code, status: codes.get(code) }).toEqual({ where, code, status })
          }
        }
      }
      // What no single route can be blamed for.
      const everywhere = ['method_not_allowed']
      expect([...Object.keys(STATUS)].filter((code) => !said.has(code))).toEqual(everywhere)
    })
  })

  describe('the page', () => {
    test('loads nothing from anywhere else and runs nothing inline', async () => {
      const { api, app } = await open()
      const { status, headers, text } = await api.get('/docs', { headers: { accept: 'text/html' } })
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect(text).not.toMatch(/https?:|<style|\son\w+=/)
      expect(text).not.toMatch(/<script(?![^>]*src=)/)
      expect(headers.get('content-security-policy')).toContain("script-src 'self';")
      const assets = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!)
      expect(assets).toHaveLength(3)
      for (const path of assets) {
        const asset = await app.handle(new Request(`http://localhost${path}`))
        expect(asset.status).toBe(200)
        expect(asset.headers.get('content-type')).toMatch(/^text\/(css|javascript)/)
      }
    })

    test('starts with our document', async () => {
      const { app } = await open()
      const start = await app.handle(new Request('http://localhost/docs/start.js'))
      expect(await start.text()).toContain('"url":"/docs/json"')
    })

    test('sends its large files packed, and not at all to who has them', async () => {
      const { app } = await open()
      const get = (headers: Record<string, string>) =>
        app.handle(new Request('http://localhost/docs/swagger-ui-bundle.js', { headers }))
      const packed = await get({ 'accept-encoding': 'gzip, br' })
      expect(packed.headers.get('content-encoding')).toBe('gzip')
      const bytes = Bun.gunzipSync(new Uint8Array(await packed.arrayBuffer()))
      const plain = await (await get({})).bytes()
      expect(Buffer.compare(bytes, plain)).toBe(0)
      const etag = packed.headers.get('etag') ?? ''
      expect((await get({ 'if-none-match': etag })).status).toBe(304)
    })
  })
})
