// The commands of locations. A location is never deleted: movements name it.

import { Type } from '@sinclair/typebox'
import { command } from '#commands/command.ts'
import { type Tx, UniqueViolation } from '#db/port.ts'
import type { Policy } from '#domain/access.ts'
import { type DomainError, invalid, notFound } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { LocationPatch, NewLocation, presentLocation } from './model.ts'
import {
  firstLocation,
  insertLocation,
  type Location,
  loadLocation,
  moveBackorders,
  nextPriority,
  updateLocation,
} from './store/locations.ts'

export { adjustStock } from './adjust.ts'

const STAFF: Policy = { staff: 'stock:write' }

const nameTaken = (): DomainError =>
  invalid([{ path: 'name', message: 'There is a location of this name' }])

/** 422 validation: the name is taken. */
export const createLocation = command({
  name: 'location.create',
  args: NewLocation,
  who: STAFF,
  async run(tx, { name, priority }, context) {
    const location: Location = {
      id: context.ids.next('loc'),
      name,
      priority: priority ?? (await nextPriority(tx)),
      created_at: context.now,
      updated_at: context.now,
    }
    await movingFirst(tx, async () => {
      if (!(await insertLocation(tx, location))) throw nameTaken()
    })
    return {
      status: 201,
      body: presentLocation(location),
      location: `/locations/${location.id}`,
      events: [eventOf('location.created', location)],
    }
  },
})

const PatchArgs = Type.Object(
  { id: Type.String(), ...LocationPatch.properties },
  { additionalProperties: false },
)

/** 404 not_found, 422 validation: the name is taken. */
export const patchLocation = command({
  name: 'location.update',
  args: PatchArgs,
  who: STAFF,
  async run(tx, { id, ...patch }, context) {
    await tx.lock('locations', 'id', id)
    const before = await loadLocation(tx, id)
    if (before === null) throw notFound()
    const after = { ...before, ...patch, updated_at: context.now }
    const change = difference(before, after, ['name', 'priority'])
    if (Object.keys(change).length === 0) {
      return { status: 200, body: presentLocation(before), events: [] }
    }
    await movingFirst(tx, async () => {
      try {
        await updateLocation(tx, before, after)
      } catch (error) {
        throw error instanceof UniqueViolation ? nameTaken() : error
      }
    })
    return {
      status: 200,
      body: presentLocation(after),
      events: [{ ...eventOf('location.updated', after), change }],
    }
  },
})

/** Backorders follow where `change` makes another location the first. */
async function movingFirst(tx: Tx, change: () => Promise<void>): Promise<void> {
  const before = await firstLocation(tx)
  await change()
  const after = await firstLocation(tx)
  if (before?.id !== after?.id) await moveBackorders(tx)
}

const eventOf = (type: 'location.created' | 'location.updated', location: Location): NewEvent => ({
  type,
  subject: { key: 'location', value: presentLocation(location) },
  staff_only: true,
})
