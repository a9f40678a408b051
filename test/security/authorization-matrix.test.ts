// The matrix against the real application: every cell is a request. What it sends is always wrong,
// so a status that speaks of that before 401, 403 or 404 gives itself away.

import { describe, expect, test } from 'bun:test'
import { ACTORS, type Actor, type Callers, openCallers } from '../helpers/callers.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { MATRIX, type Row } from './matrix.ts'

const BROKEN = '{"nobody": knows'
const NONSENSE = JSON.stringify({ nonsense: true })
const ABSENT = '00000000000000000000000000'

/** Ids look like ours where the route expects one, so that their form is not what refuses them. */
const PREFIXES: Record<string, string> = {
  '/users/me/sessions/:id': 'ses',
  '/api-keys/:id': 'key',
  '/products/:id': 'prd',
  '/locations/:id': 'loc',
  '/customers/:id': 'cus',
  '/coupons/:id': 'cpn',
  '/shipping-methods/:id': 'shp',
  '/orders/:id': 'ord',
  '/views/:id': 'viw',
  '/webhooks/:id': 'whk',
  ':delivery_id': 'dlv',
  ':payment_id': 'pay',
  ':transaction_id': 'txn',
  ':fulfillment_id': 'ful',
  ':return_id': 'ret',
}

const absentId = (name: string): string => {
  const prefix = PREFIXES[name]
  return prefix === undefined ? '999999999' : `${prefix}_${ABSENT}`
}

function pathOf(route: string, things: Record<string, string>): string {
  const [, pattern = ''] = route.split(' ')
  const own = Object.keys(PREFIXES)
    .concat(Object.keys(things))
    .find((known) => known.startsWith('/') && `${pattern}/`.startsWith(`${known}/`))
  return pattern
    .replace(
      own ?? '/',
      own === undefined ? '/' : own.replace(/:\w+$/, things[own] ?? absentId(own)),
    )
    .replace(/:\w+/g, absentId)
}

async function knock({ api, tokens }: Callers, actor: Actor, method: string, path: string) {
  const isRead = method === 'GET'
  const { status } = await api.send(method, isRead ? `${path}?nonsense=1` : path, {
    as: tokens[actor],
    headers: { accept: '*/*', ...(isRead ? {} : { 'content-type': 'application/json' }) },
    ...(isRead ? {} : { body: actor === 'anonymous' ? BROKEN : NONSENSE }),
  })
  return [401, 403, 404, 405].includes(status) ? String(status) : 'in'
}

async function ask(
  callers: Callers,
  route: string,
  things: Record<string, string>,
): Promise<string[]> {
  const [method = ''] = route.split(' ')
  const answers: string[] = []
  for (const actor of ACTORS) {
    answers.push(await knock(callers, actor, method, pathOf(route, things)))
  }
  return answers
}

const cells = (text: string): string[] => text.trim().split(/\s+/)
const shown = (answers: string[]) => Object.fromEntries(ACTORS.map((a, i) => [a, answers[i]]))

eachDatabase((database) => {
  // Who may do what does not depend on the engine, so one of them is asked.
  if (database.name !== 'sqlite') return

  test('every route is in the matrix, and the matrix names no other', async () => {
    const { app } = await openCallers(await database.open())
    const routes = app.routes
      .filter(({ method }) => method !== 'WS')
      .map(({ method, path }) => `${method} ${path}`)
    expect(Object.keys(MATRIX).sort()).toEqual(routes.sort())
  })

  describe('everybody gets where the matrix says', () => {
    for (const [route, { there, absent, scope }] of Object.entries<Row>(MATRIX)) {
      test(route, async () => {
        const callers = await openCallers(await database.open(), scope)
        if (absent !== undefined) {
          expect(shown(await ask(callers, route, {}))).toEqual(shown(cells(absent)))
        }
        expect(shown(await ask(callers, route, callers.things))).toEqual(shown(cells(there)))
      })
    }
  })
})
