// The composition root: from what the process owns (database, clock, log, configuration) to the
// application. It wires and decides nothing; whoever starts it (cli/serve, a test) listens and stops.

import { Elysia } from 'elysia'
import { createExecutor } from '#commands/executor.ts'
import { DatabaseUnavailable } from '#db/errors.ts'
import type { Db } from '#db/port.ts'
import { feedState } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'
import { createAdmission } from '#http/admission.ts'
import { createEdge } from '#http/edge.ts'
import { createFingerprint } from '#http/fingerprint.ts'
import { createGate } from '#http/gate.ts'
import { createLimiter } from '#http/rate-limit.ts'
import { assertGuarded, routeTable } from '#http/routes.ts'
import { systemRoutes } from '#http/system.ts'
import { createTokens } from '#http/tokens.ts'
import { Overloaded } from '#lib/bounded-queue.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'
import type { Ids } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { createProxies } from '#lib/proxies.ts'
import { authenticator, createAccounts } from '#modules/sessions/accounts.ts'
import { sessionsRoutes } from '#modules/sessions/index.ts'
import { usersRoutes } from '#modules/users/index.ts'

export interface AppDeps {
  db: Db
  clock: Clock
  ids: Ids
  log: Log
  config: Config
  tail: Tail
  /** The first signs access tokens, all of them verify. */
  secrets: readonly string[]
}

/** Imports stream, so the server's own limit is out of their way; the gate has the real one. */
const MAX_BODY_BYTES = 64 * 1024 * 1024 * 1024

export type App = ReturnType<typeof buildApp>['app']

export function buildApp({ db, clock, ids, log, config, tail, secrets }: AppDeps) {
  const execute = createExecutor({ db, clock, ids })
  const tokens = createTokens({ secrets, clock })
  const accounts = createAccounts({ read: db.read, clock, tokens })
  const proxies = createProxies({
    trusted: config.trustProxy,
    peerOf: (request) => app.server?.requestIP(request)?.address ?? null,
    isTls: config.tlsCert !== null,
  })
  const gate = createGate({
    authenticate: authenticator(accounts),
    admit: createAdmission(config, clock),
    ids,
    fingerprint: createFingerprint(secrets[0] ?? ''),
  })
  const signIns = createLimiter(config.rateLimitAuth, clock)
  const readiness = createReadiness(db, tail)

  const app = new Elysia({
    name: 'orderd',
    normalize: false,
    serve: { reusePort: false, maxRequestBodySize: MAX_BODY_BYTES },
  })
    .use(
      createEdge({
        gate,
        ids,
        log,
        proxies,
        origins: config.origins,
        requireHttps: config.requireHttps,
        routes: () => routes,
        isUnavailable: (error) =>
          error instanceof DatabaseUnavailable || error instanceof Overloaded,
      }),
    )
    .use(systemRoutes({ gate, obstacles: readiness.obstacles }))
    .use(usersRoutes({ gate, execute, db, log, proxies, signIns }))
    .use(
      sessionsRoutes({ gate, execute, db, clock, ids, log, tokens, proxies, signIns, ttl: config }),
    )

  assertGuarded(app.routes)
  const routes = routeTable(app.routes)

  return { app, execute, accounts, drain: readiness.drain }
}

interface Readiness {
  obstacles(): Promise<string[]>
  /** From now on it says that it is going. */
  drain(): void
}

/** Ready is: the database takes writes, and what was written has reached the tail. */
function createReadiness(db: Db, tail: Tail): Readiness {
  let isDraining = false
  let headBefore = 0

  async function isWritable(): Promise<boolean> {
    try {
      await db.write((tx) => tx.run('UPDATE counters SET value = value WHERE name = $1', ['roles']))
      return true
    } catch {
      return false // that is the answer
    }
  }

  return {
    async obstacles() {
      if (isDraining) return ['shutting down']
      if (!(await isWritable())) return ['the database takes no writes']
      const isBehind = tail.head < headBefore
      headBefore = (await feedState(db.read)).head
      return isBehind ? ['the log does not move'] : []
    },
    drain() {
      isDraining = true
    },
  }
}
