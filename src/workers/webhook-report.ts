// What came of attempts, written down: the attempt itself, where its delivery goes on, and how its
// endpoint is. It decides who is to be switched off and leaves that to a command.

import type { Tx } from '#db/port.ts'
import { ERASED } from '#domain/personal.ts'
import { FAILING_MAX_MS, GONE, isSuccess, RETRY_DELAYS_MS } from '#domain/webhook.ts'
import { readNumbered } from '#events/log.ts'
import { type Random, scheduledDelay } from '#lib/backoff.ts'
import type { Posted } from '#lib/outbound-http.ts'
import {
  type Claim,
  type Delivery,
  endAttempt,
  endClaim,
  noteFailure,
  noteSuccess,
} from '#modules/webhooks/queries.ts'

export interface Ended {
  claim: Claim
  posted: Posted
  /** We ended it ourselves, because the server stops. */
  isCutOff: boolean
  /** What was sent. */
  body: string
}

type Reason = 'gone' | 'failing'

/** The endpoints to switch off. */
export async function report(
  tx: Tx,
  ended: readonly Ended[],
  { now, random, epoch }: { now: number; random: Random; epoch: string },
): Promise<Map<string, Reason>> {
  const seqs = ended.flatMap(({ claim }) => claim.event_seq ?? [])
  const events = await readNumbered(tx, epoch, seqs)
  for (const { claim, posted, isCutOff, body } of ended) {
    const error = isCutOff ? 'orderd stopped before an answer came.' : posted.error
    // An answer may repeat what it got: one to an event that was erased meanwhile is not kept.
    const isKept = claim.event_seq === null || events.get(claim.event_seq)?.text === body
    const said = isKept
      ? { ...posted, error }
      : { ...posted, error: error && ERASED, response: null }
    await endAttempt(tx, { delivery_id: claim.id, n: claim.attempts, ...said })
    await endClaim(tx, claim, isCutOff ? again(claim, now) : after(claim, posted, now, random))
  }
  const disabled = new Map<string, Reason>()
  for (const [webhookId, statuses] of statusesByWebhook(ended)) {
    const reason = await judge(tx, webhookId, statuses, now)
    if (reason !== null) disabled.set(webhookId, reason)
  }
  return disabled
}

type Next = Pick<Delivery, 'status' | 'failures' | 'due_at' | 'finished_at'>

/** As if it had never been begun. */
const again = ({ failures }: Claim, now: number): Next => ({
  status: 'pending',
  failures,
  due_at: now,
  finished_at: null,
})

function after({ failures }: Claim, { status }: Posted, now: number, random: Random): Next {
  if (isSuccess(status)) return { status: 'delivered', failures, due_at: now, finished_at: now }
  const failed = failures + 1
  const delay = status === GONE ? null : scheduledDelay(RETRY_DELAYS_MS, failed, random)
  return delay === null
    ? { status: 'dead', failures: failed, due_at: now, finished_at: now }
    : { status: 'pending', failures: failed, due_at: now + delay, finished_at: null }
}

/** In one order on every node, so that two never wait for each other. */
function statusesByWebhook(ended: readonly Ended[]): [string, (number | null)[]][] {
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
