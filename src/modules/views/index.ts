// The routes of saved views: the caller's own and the shared ones.

import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { type Caller, callerKey } from '#domain/access.ts'
import { notFound } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { page } from '#http/paging.ts'
import { responses } from '#http/responses.ts'
import { Body, IdParams, ListQuery, Page } from '#http/schema.ts'
import { createView, patchView, removeView } from './commands.ts'
import { NewView, presentView, ViewModel, ViewPatch } from './model.ts'
import { listViews, loadView } from './store.ts'

interface ViewsDeps {
  guard: Guard
  execute: Execute
  db: Pick<Db, 'read'>
}

const READ = { staff: 'orders:read' } as const
const WRITE = { staff: 'orders:write' } as const
const params = IdParams('viw')

export function viewsRoutes({ guard, execute, db }: ViewsDeps) {
  const exists = async ({ id }: Record<string, string>, caller: Caller): Promise<boolean> =>
    (await loadView(db.read, id ?? '', callerKey(caller))) !== null
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Views'] },
  })

  return new Elysia({ name: 'views', normalize: false })
    .use(guard)
    .post('/views', ({ body, call }) => answer(execute(createView, body, call)), {
      who: WRITE,
      body: NewView,
      response: responses(201, ViewModel),
      ...describe('createView', 'Save a filter of orders'),
    })
    .get(
      '/views',
      async ({ query, call: { caller } }) => {
        const reader = callerKey(caller)
        const { rows, next_cursor } = await page(query, {
          list: { sort: 'created_at', filter: { reader } },
          shape: ['number', 'string'],
          load: (after, limit) => listViews(db.read, reader, after, limit),
          keysOf: (view) => [view.created_at, view.id],
        })
        return json({ items: rows.map(presentView), next_cursor })
      },
      {
        who: READ,
        query: ListQuery({}),
        response: responses(200, Page(ViewModel)),
        ...describe('listViews', 'Your own views and the shared ones, oldest first'),
      },
    )
    .get(
      '/views/:id',
      async ({ params: { id }, call: { caller } }) => {
        const view = await loadView(db.read, id, callerKey(caller))
        if (view === null) throw notFound()
        return json(presentView(view))
      },
      {
        who: READ,
        params,
        exists,
        response: responses(200, ViewModel),
        ...describe('getView', 'One view'),
      },
    )
    .patch(
      '/views/:id',
      ({ params: { id }, body, call }) => answer(execute(patchView, { ...body, id }, call)),
      {
        who: WRITE,
        params,
        exists,
        body: ViewPatch,
        response: responses(200, ViewModel),
        ...describe('patchView', 'Change a view of yours; an admin, any shared one'),
      },
    )
    .delete('/views/:id', ({ params, call }) => answer(execute(removeView, params, call)), {
      who: WRITE,
      params,
      exists,
      body: Body({}),
      response: responses(204, null),
      ...describe('deleteView', 'Delete a view of yours; an admin, any shared one'),
    })
}
