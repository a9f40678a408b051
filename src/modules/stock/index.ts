// The routes of stock and of the locations it lies at.

import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { notFound } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { IdParams, ListQuery, Page } from '#http/schema.ts'
import { adjustStock, createLocation, patchLocation } from './commands.ts'
import {
  Adjustment,
  LevelModel,
  LevelQuery,
  LocationModel,
  LocationPatch,
  MovementModel,
  MovementQuery,
  NewLocation,
  presentLocation,
} from './model.ts'
import { readLevels, readLocations, readMovements } from './queries.ts'
import { loadLocation } from './store/locations.ts'

interface StockDeps {
  guard: Guard
  execute: Execute
  db: Pick<Db, 'read'>
}

const READ = { staff: 'catalog:read' } as const
const WRITE = { staff: 'stock:write' } as const

export function stockRoutes({ guard, execute, db }: StockDeps) {
  const exists = async ({ id = '' }: Record<string, string>): Promise<boolean> =>
    (await loadLocation(db.read, id)) !== null
  const onLocation = { params: IdParams('loc'), exists }
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Stock'] },
  })

  return new Elysia({ name: 'stock', normalize: false })
    .use(guard)
    .get('/stock', async ({ query }) => json(await readLevels(db.read, query)), {
      who: READ,
      query: LevelQuery,
      response: responses(200, Page(LevelModel)),
      ...describe('listStock', 'Stock levels, one for each product and location'),
    })
    .post('/stock/adjustments', ({ body, call }) => answer(execute(adjustStock, body, call)), {
      who: WRITE,
      body: Adjustment,
      response: responses(200, LevelModel, ['level_changed', 'insufficient_stock']),
      ...describe('adjustStock', 'Correct what is on hand'),
    })
    .get('/stock/movements', async ({ query }) => json(await readMovements(db.read, query)), {
      who: READ,
      query: MovementQuery,
      response: responses(200, Page(MovementModel)),
      ...describe('listStockMovements', 'Every change of every level, newest first'),
    })
    .get('/locations', async ({ query }) => json(await readLocations(db.read, query)), {
      who: READ,
      query: ListQuery({}),
      response: responses(200, Page(LocationModel)),
      ...describe('listLocations', 'Locations, in the order in which stock is taken from them'),
    })
    .post('/locations', ({ body, call }) => answer(execute(createLocation, body, call)), {
      who: WRITE,
      body: NewLocation,
      response: responses(201, LocationModel),
      ...describe('createLocation', 'Add a location'),
    })
    .get(
      '/locations/:id',
      async ({ params: { id } }) => {
        const location = await loadLocation(db.read, id)
        if (location === null) throw notFound()
        return json(presentLocation(location))
      },
      {
        who: READ,
        ...onLocation,
        response: responses(200, LocationModel),
        ...describe('getLocation', 'One location'),
      },
    )
    .patch(
      '/locations/:id',
      ({ params: { id }, body, call }) => answer(execute(patchLocation, { ...body, id }, call)),
      {
        who: WRITE,
        ...onLocation,
        body: LocationPatch,
        response: responses(200, LocationModel),
        ...describe('updateLocation', 'Rename a location or change its priority'),
      },
    )
}
