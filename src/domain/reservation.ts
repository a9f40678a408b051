// Reservations: the units of an order's lines that are promised at a location, have left from it or were given
// back. They are data of the order and are never removed: a part that ends becomes one of its own. Pure.

import { compare } from './stock.ts'

/** The shipment that units leave with or come back from. */
export interface Shipment {
  fulfillment_id: string
  /** Epoch milliseconds; null for an import without the time. */
  shipped_at: number | null
}

export interface Reservation {
  line_id: string
  product_id: string
  /** The location at which the units are promised, or from which they left. */
  location_id: string
  quantity: number
  status: 'active' | 'consumed' | 'released'
  created_at: number
  /** null while it is active. */
  ended_at: number | null
  /** The shipment that a consumed one left with; null for units that needed none. */
  fulfillment_id: string | null
}

/** Some units of one reservation. */
export interface ReservedPart {
  reservation: Reservation
  quantity: number
}

interface LineUnits {
  line_id: string
  quantity: number
}

const isActive = ({ status }: Reservation): boolean => status === 'active'

/** Are units promised that have not left yet? */
export const holdsStock = (reservations: readonly Reservation[]): boolean =>
  reservations.some(isActive)

/**
 * Up to the wanted units of each line that are promised, those at `location` first. Units that were never
 * reserved are left out.
 */
export const promisedParts = (
  reservations: readonly Reservation[],
  lines: readonly LineUnits[],
  location: string | null,
): ReservedPart[] => partsOf(reservations.filter(isActive), lines, location)

/** Up to the wanted units of each line that left with the shipment. */
export const shippedParts = (
  reservations: readonly Reservation[],
  lines: readonly LineUnits[],
  shipment: Shipment,
): ReservedPart[] =>
  partsOf(
    reservations.filter((one) => one.status === 'consumed' && leftWith(one, shipment)),
    lines,
    null,
  )

/** One without a fulfillment_id is of an older version; it ended when its shipment left. */
const leftWith = (
  { fulfillment_id, ended_at }: Reservation,
  { fulfillment_id: id, shipped_at }: Shipment,
): boolean =>
  fulfillment_id === null ? ended_at !== null && ended_at === shipped_at : fulfillment_id === id

/** In (product, location) order, those at `location` first. */
function partsOf(
  reservations: readonly Reservation[],
  lines: readonly LineUnits[],
  location: string | null,
): ReservedPart[] {
  const left = new Map<string, number>()
  for (const { line_id, quantity } of lines) {
    left.set(line_id, (left.get(line_id) ?? 0) + quantity)
  }
  const nearFirst = reservations.toSorted(
    (a, b) =>
      Number(b.location_id === location) - Number(a.location_id === location) ||
      compare(a.product_id, b.product_id) ||
      compare(a.location_id, b.location_id),
  )
  return nearFirst
    .map((reservation) => {
      const wanted = left.get(reservation.line_id) ?? 0
      const quantity = Math.min(wanted, reservation.quantity)
      left.set(reservation.line_id, wanted - quantity)
      return { reservation, quantity }
    })
    .filter(({ quantity }) => quantity > 0)
}

/** The location that each line was last shipped from, by line id. */
export function shippedFrom(reservations: readonly Reservation[]): Map<string, string> {
  const consumed = reservations
    .filter(({ status }) => status === 'consumed')
    .toSorted((a, b) => (a.ended_at ?? 0) - (b.ended_at ?? 0))
  return new Map(consumed.map(({ line_id, location_id }) => [line_id, location_id]))
}

type Standing = Pick<Reservation, 'status' | 'ended_at' | 'fulfillment_id'> & {
  /** The location that the units left from; absent: the one of the reservation. */
  location_id?: string
}

/** The reservations after these units took another status: one of their own where they are a part of one. */
export function withParts(
  reservations: readonly Reservation[],
  parts: readonly ReservedPart[],
  standing: Standing,
): Reservation[] {
  const moved = new Map(parts.map(({ reservation, quantity }) => [reservation, quantity]))
  const splits: Reservation[] = []
  const rest = reservations.map((reservation) => {
    const quantity = moved.get(reservation) ?? 0
    if (quantity === 0) return reservation
    if (quantity === reservation.quantity) return { ...reservation, ...standing }
    splits.push({ ...reservation, quantity, ...standing })
    return { ...reservation, quantity: reservation.quantity - quantity }
  })
  return [...rest, ...splits]
}
