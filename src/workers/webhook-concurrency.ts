// How many attempts may be under way at a time: to one endpoint, and in all. An endpoint that answers
// fast earns places; one that is slow or fails keeps a single one, so that however many of those there
// are, the others are not kept waiting.

interface Place {
  used: number
  allowed: number
}

const FIRST = 8
const MOST = 50
/** Bun opens no more than 256 connections. */
const IN_ALL = 200

export interface Places {
  /** How many more the endpoint may have, given what was promised to others in this round. */
  roomFor(id: string, promised: number): number
  take(id: string): void
  giveBack(id: string, wasFast: boolean): void
}

export function createPlaces(): Places {
  const places = new Map<string, Place>()
  let used = 0

  function placeOf(id: string): Place {
    let place = places.get(id)
    if (place === undefined) {
      place = { used: 0, allowed: FIRST }
      places.set(id, place)
    }
    return place
  }

  return {
    roomFor(id, promised) {
      const place = placeOf(id)
      return Math.max(0, Math.min(IN_ALL - used - promised, place.allowed - place.used))
    },
    take(id) {
      placeOf(id).used += 1
      used += 1
    },
    giveBack(id, wasFast) {
      const place = placeOf(id)
      place.used -= 1
      place.allowed = wasFast ? Math.min(MOST, place.allowed + 1) : 1
      used -= 1
    },
  }
}
