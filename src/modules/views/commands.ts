// The commands that save, change and delete views: by their creator, a shared one also by an admin.

import { Type } from '@sinclair/typebox'
import { type Context, command, noContent } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { actorOf, callerKey, forbidden, isAdmin } from '#domain/access.ts'
import { notFound } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { loadTimezone } from '#modules/settings/public.ts'
import { filterOf, NewView, presentView, ViewPatch } from './model.ts'
import { deleteView, insertView, loadView, type SavedView, updateView } from './store.ts'

const WHO = { staff: 'orders:write' } as const

const KEYS = ['name', 'filter', 'sort', 'columns', 'shared'] as const

const event = (type: NewEvent['type'], before: SavedView | null, after: SavedView): NewEvent => ({
  type,
  subject: { key: 'view', value: presentView(after) },
  change: difference(before, after, KEYS),
  staff_only: true,
})

/** 422 validation. */
export const createView = command({
  name: 'view.create',
  args: NewView,
  who: WHO,
  async run(tx, { name, filter = {}, sort = null, columns = null, shared = false }, context) {
    const { now, ids, caller } = context
    const view: SavedView = {
      id: ids.next('viw'),
      owner: callerKey(caller),
      created_by: actorOf(caller),
      name,
      filter: await filterOf(filter, () => loadTimezone(tx)),
      sort,
      columns,
      shared,
      created_at: now,
      updated_at: now,
    }
    await insertView(tx, view)
    return {
      status: 201,
      body: presentView(view),
      location: `/views/${view.id}`,
      events: [event('view.created', null, view)],
    }
  },
})

/** 404 not_found, 403 forbidden. */
async function loadOwn(tx: Tx, id: string, { caller }: Context): Promise<SavedView> {
  await tx.lock('saved_views', 'id', id)
  const me = callerKey(caller)
  const view = await loadView(tx, id, me)
  if (view === null) throw notFound()
  if (view.owner !== me && !isAdmin(caller)) {
    throw forbidden('Only who made a view, or an admin, may change it.')
  }
  return view
}

/** 404 not_found, 403 forbidden, 422 validation. */
export const patchView = command({
  name: 'view.update',
  args: Type.Object(
    { id: Type.String(), ...ViewPatch.properties },
    { additionalProperties: false },
  ),
  who: WHO,
  async run(tx, { id, filter, ...patch }, context) {
    const before = await loadOwn(tx, id, context)
    const zone = (): Promise<string> => loadTimezone(tx)
    const filtered = filter === undefined ? {} : { filter: await filterOf(filter, zone) }
    const after: SavedView = { ...before, ...patch, ...filtered, updated_at: context.now }
    const changed = event('view.updated', before, after)
    if (Object.keys(changed.change ?? {}).length === 0) {
      return { status: 200, body: presentView(before), events: [] }
    }
    await updateView(tx, before, after)
    return { status: 200, body: presentView(after), events: [changed] }
  },
})

/** 404 not_found, 403 forbidden. */
export const removeView = command({
  name: 'view.delete',
  args: Type.Object({ id: Type.String() }, { additionalProperties: false }),
  who: WHO,
  async run(tx, { id }, context) {
    const view = await loadOwn(tx, id, context)
    await deleteView(tx, id)
    return noContent([
      {
        type: 'view.deleted',
        subject: { key: 'view', value: presentView(view) },
        staff_only: true,
      },
    ])
  },
})
