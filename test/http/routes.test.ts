import { describe, expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { createGuard } from '#http/guard.ts'
import { assertGuarded, routeTable } from '#http/routes.ts'
import { countingIds } from '../helpers/ids.ts'

const guard = createGuard({
  authenticate: async () => ({ kind: 'anonymous' }),
  limitRequest: () => {},
  isOperator: () => false,
  ids: countingIds(),
  fingerprint: () => '',
})

describe('a route without a policy', () => {
  test('keeps the application from being built, even beside the guard', () => {
    const app = new Elysia()
      .use(guard)
      .get('/guarded', () => 'in', { who: 'anyone' })
      .get('/forgotten', () => 'in')
    expect(() => assertGuarded(app.routes)).toThrow('routes without who: GET /forgotten')
  })

  test('is found in a module, too', () => {
    const forgetful = new Elysia().post('/forgotten', () => 'in')
    const app = new Elysia().use(guard).use(forgetful)
    expect(() => assertGuarded(app.routes)).toThrow('POST /forgotten')
  })

  test('is no route of a module that guards each of its own', () => {
    const careful = new Elysia().use(guard).post('/guarded', () => 'in', { who: 'admin' })
    expect(() => assertGuarded(new Elysia().use(careful).routes)).not.toThrow()
  })
})

describe('the methods of a path', () => {
  const table = routeTable([
    { method: 'GET', path: '/orders/:id' },
    { method: 'DELETE', path: '/orders/:id' },
    { method: 'POST', path: '/orders/bulk' },
    { method: 'GET', path: '/dashboard/*' },
  ])

  test.each([
    ['/orders/1', ['DELETE', 'GET', 'HEAD']],
    ['/orders/1/', ['DELETE', 'GET', 'HEAD']],
    ['/orders/bulk', ['DELETE', 'GET', 'HEAD', 'POST']],
    ['/orders/', []],
    ['/orders/1/2', []],
    ['/dashboard/a/b', ['GET', 'HEAD']],
    ['/', []],
  ])('%s', (path, methods) => {
    expect(table.methodsOf(path)).toEqual(methods)
  })
})
