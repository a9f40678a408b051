// The composition root: from what the process owns (database, clock, log, configuration) to the
// application. It wires and decides nothing; whoever starts it (cli/serve, a test) listens and stops.

import { Elysia } from 'elysia'
import { createExecutor } from '#commands/executor.ts'
import type { BackupDirectory } from '#db/backup/backup-directory.ts'
import { DatabaseUnavailable } from '#db/errors.ts'
import type { Db } from '#db/port.ts'
import { feedState } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'
import { dashboardRoutes } from '#http/dashboard.ts'
import { docsRoutes } from '#http/docs.ts'
import { createEdge } from '#http/edge.ts'
import { createFingerprint } from '#http/fingerprint.ts'
import { createGuard } from '#http/guard.ts'
import { metricsRoutes } from '#http/metrics.ts'
import { createDocument } from '#http/openapi.ts'
import { createLimiter } from '#http/rate-limit.ts'
import { createReadiness } from '#http/readiness.ts'
import { createAdmission } from '#http/request-limits.ts'
import { assertGuarded, routeTable } from '#http/routes.ts'
import { systemRoutes } from '#http/system.ts'
import { createTokens } from '#http/tokens.ts'
import { Overloaded } from '#lib/bounded-queue.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'
import type { Ids } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { createMetrics } from '#lib/metrics.ts'
import { createAddressRules } from '#lib/outbound-address.ts'
import { createProxies } from '#lib/proxies.ts'
import { MODELS } from '#models.ts'
import { apiKeysRoutes } from '#modules/api-keys/index.ts'
import { apiKeyTokens, noteUse } from '#modules/api-keys/public.ts'
import { backupsRoutes } from '#modules/backups/index.ts'
import { couponsRoutes } from '#modules/coupons/index.ts'
import { currenciesRoutes } from '#modules/currencies/index.ts'
import { customersRoutes } from '#modules/customers/index.ts'
import { editsRoutes } from '#modules/edits/index.ts'
import { editOrder } from '#modules/edits/public.ts'
import { exportsRoutes } from '#modules/exports/index.ts'
import { fulfillmentsRoutes } from '#modules/fulfillments/index.ts'
import { createShipment } from '#modules/fulfillments/public.ts'
import { importsRoutes } from '#modules/imports/index.ts'
import { operatorRoutes } from '#modules/operator/index.ts'
import { createReadings, probeWrite } from '#modules/operator/public.ts'
import { BULK_COMMANDS, ordersRoutes } from '#modules/orders/index.ts'
import { catchUpWith, openNumbers } from '#modules/orders/public.ts'
import { paymentsRoutes } from '#modules/payments/index.ts'
import { createPayment } from '#modules/payments/public.ts'
import { privacyRoutes } from '#modules/privacy/index.ts'
import { productsRoutes } from '#modules/products/index.ts'
import { realtimeRoutes } from '#modules/realtime/index.ts'
import { createLive } from '#modules/realtime/live.ts'
import { SOCKET_LIMITS } from '#modules/realtime/socket/sockets.ts'
import { reportsRoutes } from '#modules/reports/index.ts'
import { returnsRoutes } from '#modules/returns/index.ts'
import { sessionsRoutes } from '#modules/sessions/index.ts'
import {
  authenticator,
  createAccounts,
  createSessionCache,
  loadSessionState,
} from '#modules/sessions/public.ts'
import { settingsRoutes } from '#modules/settings/index.ts'
import { shippingRoutes } from '#modules/shipping/index.ts'
import { stockRoutes } from '#modules/stock/index.ts'
import { trackingRoutes } from '#modules/tracking/index.ts'
import { usersRoutes } from '#modules/users/index.ts'
import { viewsRoutes } from '#modules/views/index.ts'
import { webhooksRoutes } from '#modules/webhooks/index.ts'

export { prepareShop } from '#modules/operator/public.ts'
export { type Periodic, startWorkers } from '#workers/index.ts'

interface AppDeps {
  db: Db
  clock: Clock
  ids: Ids
  log: Log
  config: Config
  tail: Tail
  /** null on PostgreSQL, which is not ours to copy. */
  backups: BackupDirectory | null
  /** The first signs access tokens, all of them verify. */
  secrets: readonly string[]
}

/** Imports stream, so the server's own limit is out of their way; the guard has the real one. */
const MAX_BODY_BYTES = 64 * 1024 * 1024 * 1024

export type App = ReturnType<typeof buildApp>['app']

export function buildApp({ db, clock, ids, log, config, tail, backups, secrets }: AppDeps) {
  const metrics = createMetrics(
    createReadings({ db, tail, clock, sockets: () => live.hub }),
    (name, error) => log.warn('a figure was not found', { name, error }),
  )
  const execute = createExecutor({ db, clock, ids, onDone: metrics.commandDone })
  db.onCommit(metrics.committed)
  const tokens = createTokens({ secrets, clock })
  const keys = apiKeyTokens({
    read: db.read,
    clock,
    onUse: (id) => {
      const call = { caller: { kind: 'system' }, requestId: 'api-keys' } as const
      execute(noteUse, { id }, call).catch((error) => log.warn('a use was not noted', { error }))
    },
  })
  const accounts = createAccounts({
    // Other nodes change sessions on a shared database: there each request reads it.
    sessionState: db.capabilities.isShared
      ? (sessionId) => loadSessionState(db.read, sessionId)
      : createSessionCache(db.read, tail),
    clock,
    tokens,
    kinds: [keys],
  })
  const proxies = createProxies({
    trusted: config.trustProxy,
    peerOf: (request) => app.server?.requestIP(request)?.address ?? null,
    isTls: config.tlsCert !== null,
  })
  // Requests that came by the control socket or the command line: no token could be better.
  const operators = new WeakSet<Request>()
  const guard = createGuard({
    authenticate: authenticator(accounts),
    admit: createAdmission(config, clock),
    isOperator: (request) => operators.has(request),
    ids,
    fingerprint: createFingerprint(secrets[0] ?? ''),
  })
  const bulk = {
    ...BULK_COMMANDS,
    payments: createPayment,
    fulfillments: createShipment,
    edits: editOrder,
  }
  const signIns = createLimiter(config.rateLimitAuth, clock)
  // Who follows a parcel without an account may ask as often as somebody with one.
  const visits = createLimiter(config.rateLimitUser, clock)
  const catchUp = catchUpWith({ db, execute })
  const readiness = createReadiness({
    write: () => db.write(probeWrite),
    committedHead: async () => (await feedState(db.read)).head,
    deliveredHead: () => tail.head,
  })
  const draining = new AbortController()
  const addresses = createAddressRules({ allowPrivate: config.webhookAllowPrivate })
  const live = createLive({
    db,
    tail,
    clock,
    log,
    accounts,
    isUnavailable,
    limits: {
      subs: config.wsSubs,
      connections: config.wsConnectionsPerUser,
      unauthenticated: config.wsConnectionsUnauthenticated,
      messages: config.wsMessages,
    },
  })

  const app = new Elysia({
    name: 'orderd',
    normalize: false,
    serve: { reusePort: false, maxRequestBodySize: MAX_BODY_BYTES },
    websocket: SOCKET_LIMITS,
  })
    .use(
      createEdge({
        guard,
        ids,
        log,
        // The control socket needs no TLS to be private.
        proxies: {
          ...proxies,
          isSecure: (request) => operators.has(request) || proxies.isSecure(request),
        },
        origins: config.origins,
        requireHttps: config.requireHttps,
        routes: () => routes,
        isUnavailable,
        onServed: metrics.served,
      }),
    )
    .use(systemRoutes({ guard, obstacles: readiness.obstacles }))
    .use(metricsRoutes({ guard, metrics, token: config.metricsToken, proxies }))
    .use(docsRoutes({ guard, document }))
    .use(dashboardRoutes({ guard }))
    .use(currenciesRoutes({ guard }))
    .use(settingsRoutes({ guard, execute, db, openNumbers }))
    .use(usersRoutes({ guard, execute, db, log, proxies, signIns }))
    .use(
      sessionsRoutes({
        guard,
        execute,
        db,
        clock,
        ids,
        log,
        tokens,
        proxies,
        signIns,
        ttl: config,
      }),
    )
    .use(apiKeysRoutes({ guard, execute, db }))
    .use(productsRoutes({ guard, execute, db }))
    .use(stockRoutes({ guard, execute, db }))
    .use(customersRoutes({ guard, execute, db }))
    .use(couponsRoutes({ guard, execute, db }))
    .use(shippingRoutes({ guard, execute, db }))
    .use(ordersRoutes({ guard, execute, db, clock, ids, tail, bulk, catchUp }))
    .use(paymentsRoutes({ guard, execute, db }))
    .use(fulfillmentsRoutes({ guard, execute, db }))
    .use(returnsRoutes({ guard, execute, db }))
    .use(editsRoutes({ guard, execute, db }))
    .use(importsRoutes({ guard, execute, db, clock }))
    .use(realtimeRoutes({ guard, live, isSecure: proxies.isSecure, origins: config.origins }))
    .use(exportsRoutes({ guard, execute, db, log, proxies, catchUp }))
    .use(trackingRoutes({ guard, db, tail, proxies, visits }))
    .use(privacyRoutes({ guard, execute, db, clock, proxies, tail }))
    .use(reportsRoutes({ guard, db, clock }))
    .use(viewsRoutes({ guard, execute, db }))
    .use(webhooksRoutes({ guard, execute, db, addresses }))
    .use(backupsRoutes({ guard, execute, clock, log, config, backups, draining: draining.signal }))
    .use(operatorRoutes({ guard, execute, db, tail }))

  function document(): object {
    return createDocument(app, MODELS)
  }

  assertGuarded(app.routes)
  const routes = routeTable(app.routes)

  function asOperator(request: Request): Promise<Response> {
    operators.add(request)
    return app.handle(request)
  }

  /** From now on it is not ready, and whoever listens is told goodbye. */
  function drain(): void {
    readiness.drain()
    draining.abort()
    live.drain()
  }

  return { app, asOperator, execute, accounts, tokens, live, drain }
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof DatabaseUnavailable || error instanceof Overloaded
