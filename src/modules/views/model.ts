// Saved views on the wire. A filter is the query of GET /orders as an object, checked like it.

import { type Static, Type } from '@sinclair/typebox'
import { Body, Name, Nullable, Text, Time } from '#http/schema.ts'
import { iso } from '#lib/clock.ts'
import { filterParams, listParams, parseFilter } from '#modules/orders/public.ts'
import type { SavedView } from './store.ts'

const { sort: Sort, q: Words } = listParams

const Value = Type.Union(
  [
    Type.String({ format: 'text', maxLength: 2_000 }),
    Type.Boolean(),
    Type.Integer(),
    Type.Array(Type.String({ format: 'text', maxLength: 200 }), { maxItems: 50 }),
  ],
  { description: 'As in the address of a list: "pending,confirmed". A list of words is joined.' },
)

const Filter = Body(
  {
    q: Words,
    ...Object.fromEntries(
      Object.entries(filterParams).map(([name, schema]) => [
        name,
        'x-bound' in schema ? schema : Type.Optional(Value),
      ]),
    ),
  },
  { description: 'The filters of GET /orders.', examples: [{ status: 'pending', on_hold: false }] },
)

const Columns = Type.Array(Text({ minLength: 1, maxLength: 60 }), { maxItems: 50 })

export const NewView = Body({
  name: Name({ maxLength: 100 }),
  filter: Type.Optional(Filter),
  sort: Type.Optional(Nullable(Sort)),
  columns: Type.Optional(Nullable(Columns)),
  shared: Type.Optional(Type.Boolean({ description: 'All of the staff see it.' })),
})
export type NewView = Static<typeof NewView>

export const ViewPatch = Type.Partial(NewView, { additionalProperties: false })
export type ViewPatch = Static<typeof ViewPatch>

export const ViewModel = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    filter: Type.Record(Type.String(), Type.String()),
    sort: Nullable(Type.String()),
    columns: Nullable(Type.Array(Type.String())),
    shared: Type.Boolean(),
    created_by: Type.Object({
      type: Type.String(),
      id: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
    }),
    created_at: Time,
    updated_at: Time,
  },
  { title: 'View' },
)

/** The filter as query parameters. 422 validation, as in GET /orders. */
export async function filterOf(
  filter: Record<string, unknown>,
  zone: () => Promise<string>,
): Promise<Record<string, string>> {
  const texts = Object.entries(filter).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : String(value),
  ])
  const { q, ...rest } = Object.fromEntries(texts) as Record<string, string>
  await parseFilter(rest, zone, 'filter')
  return q === undefined ? rest : { ...rest, q }
}

export const presentView = (view: SavedView): Static<typeof ViewModel> => ({
  id: view.id,
  name: view.name,
  filter: view.filter,
  sort: view.sort,
  columns: view.columns,
  shared: view.shared,
  created_by: view.created_by,
  created_at: iso(view.created_at),
  updated_at: iso(view.updated_at),
})
