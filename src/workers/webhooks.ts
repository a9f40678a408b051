// Webhook deliveries: a pass fans events out to deliveries, reports ended attempts, claims deliveries that
// are due, and begins their attempts. A claim that no process reports on is due again after 30 seconds.

import type { Execute } from '#commands/command.ts'
import type { Db, Tx } from '#db/port.ts'
import { readNumbered } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'
import type { Random } from '#lib/backoff.ts'
import type { Clock } from '#lib/clock.ts'
import type { Ids } from '#lib/ids.ts'
import type { Post, Posted } from '#lib/outbound-http.ts'
import type { Tracing } from '#lib/tracing.ts'
import { signedHeaders } from '#lib/webhook-signature.ts'
import {
  type Claim,
  claimDue,
  disableWebhook,
  loadTargets,
  releaseClaims,
  type Target,
} from '#modules/webhooks/public.ts'
import type { Periodic } from './loop.ts'
import { createConcurrency } from './webhook-concurrency.ts'
import { fanOut } from './webhook-fan-out.ts'
import { type EndedAttempt, report } from './webhook-report.ts'
import { isSuccess } from './webhook-retry.ts'

/** A slower answer lowers the concurrency of its endpoint. */
const FAST_MS = 1_000

/** The lease of a claim: longer than any attempt takes. */
const CLAIM_MS = 30_000

/** For running attempts when the server stops. */
const GRACE_MS = 3_000

export interface WebhooksDeps {
  db: Db
  tail: Tail
  execute: Execute
  clock: Clock
  ids: Ids
  post: Post
  tracing?: Tracing | null | undefined
  random?: Random | undefined
  /** An attempt has ended; the next pass reports it. */
  onResult?: () => void
}

export interface WebhookWorker {
  /** One bounded batch of events, results and attempts; true where more is waiting. */
  pass(): Promise<boolean>
  /** Resolves when no attempt is running. */
  settled(): Promise<void>
  /** True where an endpoint wants events, as of the last pass. */
  readonly hasSubscribers: boolean
  /** Ends attempts that run longer than `graceMs`, reports them, and releases their claims. */
  stop(graceMs: number): Promise<void>
}

export function createWebhookWorker(deps: WebhooksDeps): WebhookWorker {
  const { db, tail, execute, clock, ids, post, tracing, random = Math.random, onResult } = deps
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  const concurrency = createConcurrency()
  const results: EndedAttempt[] = []
  let seenHead = -1
  let hasSubscribers = true
  let isBegun = false

  /** Releases claims of a process that died, where this one is the only process. */
  async function begin(): Promise<void> {
    if (!db.capabilities.isShared) await db.write((tx) => releaseClaims(tx, clock.now()))
    isBegun = true
  }

  async function readLog(): Promise<boolean> {
    const { head } = tail
    if (head === seenHead) return false
    const fanned = await fanOut({ db, ids }, tail.epoch, clock.now())
    hasSubscribers = fanned.hasSubscribers ?? hasSubscribers
    if (!fanned.isFull) seenHead = head
    return fanned.isFull
  }

  /** Reports ended attempts and claims due deliveries, in one transaction. */
  async function reportAndClaim(): Promise<boolean> {
    const ended = results.slice()
    const targets = await loadTargets(db.read, clock.now())
    const wanted = withRoom(targets)
    if (ended.length === 0 && wanted.length === 0) return false
    // After the reads: a lease lasts CLAIM_MS from here.
    const now = clock.now()
    const { claims, disabled } = await db.write(async (tx) => {
      const disabled = await report(tx, ended, { now, random, epoch: tail.epoch })
      const claims = await claimFor(tx, wanted, now)
      return { claims, disabled }
    })
    results.splice(0, ended.length)
    for (const { target, claim, body } of claims) launch(target, claim, body)
    for (const [id, reason] of disabled) {
      const call = { caller: { kind: 'system' }, requestId: 'webhooks' } as const
      await execute(disableWebhook, { id, reason }, call)
    }
    return claims.length > 0
  }

  function withRoom(targets: readonly Target[]): { target: Target; limit: number }[] {
    let reserved = 0
    return targets.flatMap((target) => {
      const limit = concurrency.available(target.id, reserved)
      reserved += limit
      return limit === 0 ? [] : [{ target, limit }]
    })
  }

  async function claimFor(
    tx: Tx,
    wanted: readonly { target: Target; limit: number }[],
    now: number,
  ): Promise<{ target: Target; claim: Claim; body: string }[]> {
    const claimed: { target: Target; claim: Claim }[] = []
    for (const { target, limit } of wanted) {
      const claims = await claimDue(tx, target.id, { now, until: now + CLAIM_MS, limit })
      claimed.push(...claims.map((claim) => ({ target, claim })))
    }
    const seqs = claimed.flatMap(({ claim }) => claim.event_seq ?? [])
    const events = await readNumbered(tx, tail.epoch, seqs)
    return claimed.map(({ target, claim }) => {
      const body = claim.body ?? events.get(claim.event_seq ?? 0)?.text
      if (body === undefined) throw new Error(`the event of delivery ${claim.id} is gone`)
      return { target, claim, body }
    })
  }

  function launch(target: Target, claim: Claim, body: string): void {
    concurrency.begin(target.id)
    const attempt = callOut(target, claim, body).then((posted) => {
      const isCutOff = stopping.signal.aborted && posted.status === null
      results.push({ claim, posted, isCutOff, body })
      concurrency.end(target.id, isSuccess(posted.status) && posted.duration_ms < FAST_MS)
      running.delete(attempt)
      onResult?.()
    })
    running.add(attempt)
  }

  async function callOut({ url, ...target }: Target, claim: Claim, body: string): Promise<Posted> {
    const timestampMs = clock.now()
    const message = { id: claim.event_id, timestampMs, body }
    const signed = signedHeaders(message, secretsOf(target, timestampMs))
    const span = tracing?.beginPost(causeOf(body), {
      url,
      attributes: { 'orderd.webhook': target.id, 'orderd.event': claim.event_id },
    })
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'orderd',
      ...signed,
      ...(span === undefined ? {} : { traceparent: span.traceparent }),
    }
    const posted = await post({ url, headers, body }, stopping.signal)
    span?.end(posted)
    return posted
  }

  return {
    async pass() {
      if (!isBegun) await begin()
      const hasMoreEvents = await readLog()
      const hasMoreWork = await reportAndClaim()
      return hasMoreEvents || hasMoreWork
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
    get hasSubscribers() {
      return hasSubscribers
    },
    async stop(graceMs) {
      const timer = setTimeout(() => stopping.abort(), graceMs)
      while (running.size > 0) await Promise.all(running)
      clearTimeout(timer)
      const ended = results.splice(0)
      const how = { now: clock.now(), random, epoch: tail.epoch }
      if (ended.length > 0) await db.write((tx) => report(tx, ended, how))
    },
  }
}

/** The request that an event came from. */
const causeOf = (event: string): { requestId: string } => ({
  requestId: String((JSON.parse(event) as { request_id?: unknown }).request_id ?? ''),
})

const secretsOf = (target: Omit<Target, 'url'>, now: number): string[] => {
  const { secret, previous_secret, previous_secret_expires_at: until } = target
  return previous_secret !== null && until !== null && until > now
    ? [secret, previous_secret]
    : [secret]
}

/** Woken by events and by answers; its time is for deliveries that are due again. */
export function webhookDelivery(deps: Omit<WebhooksDeps, 'onResult'>): Periodic {
  let onResult = () => {}
  const worker = createWebhookWorker({ ...deps, onResult: () => onResult() })
  return {
    name: 'webhooks',
    everyMs: 500,
    pass: worker.pass,
    wakeOn(wake) {
      onResult = wake
      return deps.tail.onAdvance((events) => {
        const isCreation = events.some(({ type }) => type === 'webhook.created')
        if (worker.hasSubscribers || isCreation) wake()
      })
    },
    stop: () => worker.stop(GRACE_MS),
  }
}
