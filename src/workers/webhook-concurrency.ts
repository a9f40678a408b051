// Concurrency limits of webhook attempts: for each endpoint and for all together. A fast answer raises
// an endpoint's limit by one, up to 50; a slow or failed one lowers it to one, so that slow endpoints,
// many or few, leave room for the others.

interface Endpoint {
  running: number
  limit: number
}

const FIRST_LIMIT = 8
const MAX_LIMIT = 50
/** Bun opens 256 connections at most. */
const TOTAL_LIMIT = 200

export interface Concurrency {
  /** Attempts that may begin now; `reserved` are those of other endpoints in this round. */
  available(endpointId: string, reserved: number): number
  begin(endpointId: string): void
  end(endpointId: string, wasFast: boolean): void
}

export function createConcurrency(): Concurrency {
  const endpoints = new Map<string, Endpoint>()
  let running = 0

  function endpointOf(id: string): Endpoint {
    let endpoint = endpoints.get(id)
    if (endpoint === undefined) {
      endpoint = { running: 0, limit: FIRST_LIMIT }
      endpoints.set(id, endpoint)
    }
    return endpoint
  }

  return {
    available(id, reserved) {
      const endpoint = endpointOf(id)
      const total = TOTAL_LIMIT - running - reserved
      return Math.max(0, Math.min(total, endpoint.limit - endpoint.running))
    },
    begin(id) {
      endpointOf(id).running += 1
      running += 1
    },
    end(id, wasFast) {
      const endpoint = endpointOf(id)
      endpoint.running -= 1
      endpoint.limit = wasFast ? Math.min(MAX_LIMIT, endpoint.limit + 1) : 1
      running -= 1
    },
  }
}
