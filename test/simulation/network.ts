// The network between the service and the receivers of its webhooks: a call takes its time, and is answered, refused
// or lost.

import type { Post } from '#lib/outbound-http.ts'
import type { Process } from './gate.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

export interface Network {
  post(process: Process): Post
  /** The ids of the events that arrived. */
  readonly posted: ReadonlySet<string>
}

interface NetworkOptions {
  scheduler: Scheduler
  random: Random
  note: (what: string) => void
  /** Everything is answered. */
  isCalm: () => boolean
}

export function createNetwork({ scheduler, random, note, isCalm }: NetworkOptions): Network {
  const posted = new Set<string>()
  return {
    posted,
    post: (process) => async (message) => {
      const call = scheduler.call(process)
      await call.pause('network')
      call.end()
      const id = message.headers['webhook-id'] ?? ''
      posted.add(id)
      const status = isCalm() ? 200 : random.pick([200, 200, 200, 500, null])
      note(`webhook ${id}: ${status ?? 'no answer'}`)
      const error = status === null ? 'No answer.' : null
      return { status, error, response: null, duration_ms: 1 }
    },
  }
}
