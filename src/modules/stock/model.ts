// Stock and locations on the wire.

import { type Static, Type } from '@sinclair/typebox'
import { freeOf, type Level } from '#domain/stock.ts'
import { MOVEMENT_KINDS } from '#domain/stocked-level.ts'
import { Body, Id, ListQuery, Name, Nullable, OneOf, Text, Time } from '#http/schema.ts'
import { iso } from '#lib/clock.ts'
import type { Location } from './store/locations.ts'
import type { ListedMovement } from './store/movements.ts'

const MAX_UNITS = 1_000_000_000
const Sku = Text({ minLength: 1, maxLength: 100, examples: ['MUG-1'] })

export const Adjustment = Body(
  {
    sku: Sku,
    delta: Type.Optional(
      Type.Integer({
        minimum: -MAX_UNITS,
        maximum: MAX_UNITS,
        description: 'How many more are on hand, or fewer.',
      }),
    ),
    set: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_UNITS,
        description: 'How many are on hand now, counted. Needs if_on_hand.',
      }),
    ),
    if_on_hand: Type.Optional(
      Type.Integer({ minimum: 0, description: 'What was on hand before the count.' }),
    ),
    safety: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_UNITS,
        description: 'How many are kept back from sale at this location from now on.',
      }),
    ),
    location_id: Type.Optional(Id('loc')),
    reason: Type.Optional(Text({ maxLength: 500 })),
    force: Type.Optional(
      Type.Boolean({ description: 'Also below what is promised: the level is then oversold.' }),
    ),
  },
  { description: 'delta, or set with if_on_hand; safety beside them or alone.' },
)
export type Adjustment = Static<typeof Adjustment>

export const LevelModel = Type.Object(
  {
    sku: Type.String(),
    location_id: Id('loc'),
    on_hand: Type.Integer(),
    reserved: Type.Integer(),
    safety: Type.Integer(),
    available: Type.Integer({ description: 'on_hand - reserved - safety + backorder limit' }),
  },
  { title: 'StockLevel' },
)

export const presentLevel = (sku: string, level: Level): Static<typeof LevelModel> => ({
  sku,
  location_id: level.location_id,
  on_hand: level.on_hand,
  reserved: level.reserved,
  safety: level.safety,
  available: freeOf(level),
})

export const LevelQuery = ListQuery({
  sku: Type.Optional(Sku),
  location_id: Type.Optional(Id('loc')),
})

export const MovementModel = Type.Object(
  {
    id: Id('mov'),
    sku: Type.String(),
    location_id: Id('loc'),
    kind: OneOf(MOVEMENT_KINDS),
    on_hand_delta: Type.Integer(),
    reserved_delta: Type.Integer(),
    order_id: Nullable(Id('ord')),
    reason: Nullable(Type.String()),
    actor: Type.Object({
      type: OneOf(['user', 'api_key', 'system', 'operator', 'anonymous']),
      id: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
    }),
    created_at: Time,
  },
  { title: 'StockMovement' },
)

export const MovementQuery = ListQuery({
  sku: Type.Optional(Sku),
  location_id: Type.Optional(Id('loc')),
  order_id: Type.Optional(Id('ord')),
})

export const presentMovement = (movement: ListedMovement): Static<typeof MovementModel> => ({
  id: movement.id,
  sku: movement.sku,
  location_id: movement.location_id,
  kind: movement.kind,
  on_hand_delta: movement.on_hand_delta,
  reserved_delta: movement.reserved_delta,
  order_id: movement.order_id,
  reason: movement.reason,
  actor: movement.actor,
  created_at: iso(movement.created_at),
})

const LocationName = Name({ maxLength: 200, examples: ['Main'] })
const Priority = Type.Integer({
  minimum: 0,
  maximum: 1_000_000,
  description: 'Lower ones are taken from first; backorders count at the first location.',
})

export const NewLocation = Body({ name: LocationName, priority: Type.Optional(Priority) })
export type NewLocation = Static<typeof NewLocation>

export const LocationPatch = Body({
  name: Type.Optional(LocationName),
  priority: Type.Optional(Priority),
})
export type LocationPatch = Static<typeof LocationPatch>

export const LocationModel = Type.Object(
  {
    id: Id('loc'),
    name: Type.String(),
    priority: Type.Integer(),
    created_at: Time,
    updated_at: Time,
  },
  { title: 'Location' },
)

export const presentLocation = (location: Location): Static<typeof LocationModel> => ({
  id: location.id,
  name: location.name,
  priority: location.priority,
  created_at: iso(location.created_at),
  updated_at: iso(location.updated_at),
})
