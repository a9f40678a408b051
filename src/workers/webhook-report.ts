// Reports of ended attempts: the attempt, the next state of its delivery, and the health of its endpoint.
// It returns the endpoints to switch off; a command does that.

import type { Tx } from '#db/port.ts'
import { ERASED } from '#domain/personal.ts'
import { readNumbered } from '#events/log.ts'
import type { Random } from '#lib/backoff.ts'
import type { Posted } from '#lib/outbound-http.ts'
import {
  type Claim,
  type Delivery,
  endAttempt,
  endClaim,
  noteFailure,
  noteSuccess,
} from '#modules/webhooks/public.ts'

import { FAILING_MAX_MS, GONE, isSuccess, retryDelayMs } from './webhook-retry.ts'

export interface EndedAttempt {
  claim: Claim
  posted: Posted
  /** The stop of the server ended it. */
  isCutOff: boolean
  /** The body that was sent. */
  body: string
}

type Reason = 'gone' | 'failing'

/** The endpoints to switch off, each with its reason. */
export async function report(
  tx: Tx,
  ended: readonly EndedAttempt[],
  { now, random, epoch }: { now: number; random: Random; epoch: string },
): Promise<Map<string, Reason>> {
  const seqs = ended.flatMap(({ claim }) => claim.event_seq ?? [])
  const events = await readNumbered(tx, epoch, seqs)
  for (const { claim, posted, isCutOff, body } of ended) {
    const error = isCutOff ? 'orderd stopped before an answer came.' : posted.error
    // An answer may repeat its request: it is not kept where the event was erased meanwhile.
    const isKept = claim.event_seq === null || events.get(claim.event_seq)?.text === body
    const answer = isKept
      ? { ...posted, error }
      : { ...posted, error: error && ERASED, response: null }
    await endAttempt(tx, { delivery_id: claim.id, n: claim.attempts, ...answer })
    await endClaim(
      tx,
      claim,
      isCutOff ? unattempted(claim, now) : after(claim, posted, now, random),
    )
  }
  const disabled = new Map<string, Reason>()
  for (const [webhookId, statuses] of statusesByWebhook(ended)) {
    const reason = await judge(tx, webhookId, statuses, now)
    if (reason !== null) disabled.set(webhookId, reason)
  }
  return disabled
}

type Next = Pick<Delivery, 'status' | 'failures' | 'due_at' | 'finished_at'>

/** The delivery as it was before the attempt. */
const unattempted = ({ failures }: Claim, now: number): Next => ({
  status: 'pending',
  failures,
  due_at: now,
  finished_at: null,
})

function after({ failures }: Claim, { status }: Posted, now: number, random: Random): Next {
  if (isSuccess(status)) return { status: 'delivered', failures, due_at: now, finished_at: now }
  const failed = failures + 1
  const delay = retryDelayMs(status, failed, random)
  return delay === null
    ? { status: 'dead', failures: failed, due_at: now, finished_at: now }
    : { status: 'pending', failures: failed, due_at: now + delay, finished_at: null }
}

/** In one order on every node, so that no two nodes wait for each other's rows. */
function statusesByWebhook(ended: readonly EndedAttempt[]): [string, (number | null)[]][] {
  const judged = ended.filter(({ isCutOff }) => !isCutOff)
  return [...Map.groupBy(judged, ({ claim }) => claim.webhook_id)]
    .map(([id, some]): [string, (number | null)[]] => [id, some.map((one) => one.posted.status)])
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

async function judge(
  tx: Tx,
  webhookId: string,
  statuses: readonly (number | null)[],
  now: number,
): Promise<Reason | null> {
  if (statuses.includes(GONE)) return 'gone'
  if (statuses.some(isSuccess)) {
    await noteSuccess(tx, webhookId)
    return null
  }
  const since = await noteFailure(tx, webhookId, now)
  return now - since >= FAILING_MAX_MS ? 'failing' : null
}
