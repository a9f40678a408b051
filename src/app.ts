// The composition root: wires database, clock, log and configuration of a process to its application. The
// caller (cli/serve, a test) listens and stops.

import { Elysia } from 'elysia'
import { createExecutor } from '#commands/executor.ts'
import type { BackupDirectory } from '#db/backup/backup-directory.ts'
import { isUnavailable } from '#db/errors.ts'
import type { Db } from '#db/port.ts'
import { feedState } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'
import { dashboardRoutes } from '#http/dashboard.ts'
import { docsRoutes } from '#http/docs.ts'
import { createDraining } from '#http/draining.ts'
import { createEdge } from '#http/edge.ts'
import { createFingerprint } from '#http/fingerprint.ts'
import { createGuard } from '#http/guard.ts'
import { figuresAlone, metricsRoutes } from '#http/metrics.ts'
import { createDocument } from '#http/openapi.ts'
import { createLimiter } from '#http/rate-limit.ts'
import { createReadiness } from '#http/readiness.ts'
import { createRequestLimit } from '#http/request-limits.ts'
import { assertGuarded, routeTable } from '#http/routes.ts'
import { systemRoutes } from '#http/system.ts'
import { createTokens } from '#http/tokens.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'
import { freeBytesBeside } from '#lib/free-space.ts'
import type { Ids } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { createMetrics } from '#lib/metrics.ts'
import { createAddressRules } from '#lib/outbound-address.ts'
import { createProxies } from '#lib/proxies.ts'
import { watchDisk } from '#lib/slow-disk.ts'
import type { Tracing } from '#lib/tracing.ts'
import { IS_BUILT } from '#lib/version.ts'
import { MODELS } from '#models.ts'
import { apiKeysRoutes } from '#modules/api-keys/index.ts'
import { apiKeyTokens } from '#modules/api-keys/public.ts'
import { backupsRoutes } from '#modules/backups/index.ts'
import { couponsRoutes } from '#modules/coupons/index.ts'
import { currenciesRoutes } from '#modules/currencies/index.ts'
import { customersRoutes } from '#modules/customers/index.ts'
import { editsRoutes } from '#modules/edits/index.ts'
import { editOrder } from '#modules/edits/public.ts'
import { exportsRoutes } from '#modules/exports/index.ts'
import { fulfillmentsRoutes } from '#modules/fulfillments/index.ts'
import { createFulfillment } from '#modules/fulfillments/public.ts'
import { importsRoutes } from '#modules/imports/index.ts'
import { operatorRoutes } from '#modules/operator/index.ts'
import { createReadings, probeWrite } from '#modules/operator/public.ts'
import { BULK_COMMANDS, ordersRoutes } from '#modules/orders/index.ts'
import { catchUpWith } from '#modules/orders/public.ts'
import { paymentsRoutes } from '#modules/payments/index.ts'
import { createPayment } from '#modules/payments/public.ts'
import { privacyRoutes } from '#modules/privacy/index.ts'
import { productsRoutes } from '#modules/products/index.ts'
import { realtimeRoutes } from '#modules/realtime/index.ts'
import { createLive, SOCKET_LIMITS } from '#modules/realtime/public.ts'
import { reportsRoutes } from '#modules/reports/index.ts'
import { returnsRoutes } from '#modules/returns/index.ts'
import { sessionsRoutes } from '#modules/sessions/index.ts'
import {
  authenticator,
  createAuthentication,
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

import { COMMANDS, updateShopSettings } from './command-list.ts'

export { prepareShop } from '#modules/operator/public.ts'
export { type Periodic, startWorkers } from '#workers/index.ts'

interface AppDeps {
  db: Db
  clock: Clock
  ids: Ids
  log: Log
  config: Config
  tail: Tail
  /** null on PostgreSQL, whose backups are its own. */
  backups: BackupDirectory | null
  /** null: OTLP_URL is not set. */
  tracing?: Tracing | null | undefined
  /** The first signs access tokens, all of them verify. */
  secrets: readonly string[]
}

// The executable finds an entry point by its path from the root of the source.
export const WRITER_THREAD = IS_BUILT
  ? './src/writer.ts'
  : new URL('./writer.ts', import.meta.url).href

/** Bun's limit, out of the way of streamed imports; the guard has the limit of each route. */
const MAX_BODY_BYTES = 64 * 1024 * 1024 * 1024

export type App = ReturnType<typeof buildApp>['app']

export function buildApp({
  db,
  clock,
  ids,
  log,
  config,
  tail,
  backups,
  secrets,
  tracing,
}: AppDeps) {
  const disk = watchDisk({ clock, log })
  const metrics = createMetrics(
    createReadings({ db, disk, tail, clock, backups, sockets: () => live.hub }),
    (name, error) => log.warn('a figure was not found', { name, error }),
  )
  const execute = createExecutor({
    db,
    commands: COMMANDS,
    clock,
    ids,
    onDone({ name, result, call, beganMs }) {
      metrics.commandDone(name, result)
      const { requestId, trace } = call
      tracing?.commandDone({ name, result, beganMs, requestId, trace })
    },
  })
  db.onCommit((tookMs) => {
    metrics.committed(tookMs)
    if (tookMs !== undefined) tracing?.committed(tookMs)
    if (tookMs !== undefined) disk.committed(tookMs)
  })
  const tokens = createTokens({ secrets, clock })
  const authentication = createAuthentication({
    // Other nodes change sessions on a shared database: there each request reads it.
    sessionState: db.capabilities.isShared
      ? (sessionId) => loadSessionState(db.read, sessionId)
      : createSessionCache(db.read, tail),
    clock,
    tokens,
    kinds: [apiKeyTokens({ read: db.read, clock, execute, log })],
  })
  const proxies = createProxies({
    trusted: config.trustProxy,
    peerOf: (request) => app.server?.requestIP(request)?.address ?? null,
    isTls: config.tlsCert !== null,
  })
  /** Requests of the control socket or the command line: they need no token. */
  const operators = new WeakSet<Request>()
  const guard = createGuard({
    authenticate: authenticator(authentication),
    limitRequest: createRequestLimit(config, clock),
    isOperator: (request) => operators.has(request),
    ids,
    fingerprint: createFingerprint(secrets[0] ?? ''),
  })
  const added = { payments: createPayment, fulfillments: createFulfillment, edits: editOrder }
  const bulk = { ...BULK_COMMANDS, ...added }
  const signIns = createLimiter(config.rateLimitAuth, clock)
  // A visitor without an account may follow a parcel as often as a user.
  const visits = createLimiter(config.rateLimitUser, clock)
  const catchUp = catchUpWith({ db, tail })
  const readiness = createReadiness({
    write: () => db.write(probeWrite),
    freeBytes: async () => (db.file === null ? null : freeBytesBeside(db.file)),
    isDiskSlow: () => disk.isSlow,
    committedHead: async () => (await feedState(db.read)).head,
    deliveredHead: () => tail.head,
  })
  const base = { guard, execute, db }
  const { publicUrl } = config
  const ownOrigins =
    publicUrl === null ? config.origins : [...config.origins, new URL(publicUrl).origin]
  const draining = createDraining()
  const addresses = createAddressRules({ allowPrivate: config.webhookAllowPrivate })
  const live = createLive({
    db,
    execute,
    tail,
    clock,
    log,
    authentication,
    isUnavailable,
    limits: {
      subs: config.wsSubs,
      connections: config.wsConnectionsPerUser,
      unauthenticated: config.wsConnectionsUnauthenticated,
      perAddress: config.wsConnectionsPerAddress,
      messages: config.wsMessages,
    },
  })

  const app = new Elysia({
    name: 'orderd',
    normalize: false,
    // The path begins after the host, also of one letter; behind https:// Elysia looks later (serve has TLS).
    handler: { standardHostname: config.tlsCert !== null },
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
        draining,
        origins: config.origins,
        requireHttps: config.requireHttps,
        publicUrl: config.publicUrl,
        routes: () => routes,
        isUnavailable,
        onServed(request) {
          metrics.served(request)
          tracing?.served(request)
        },
        traceIdOf: (cause) => tracing?.traceIdOf(cause) ?? cause.trace?.traceId,
      }),
    )
    .use(systemRoutes({ guard, obstacles: readiness.obstacles, warning: readiness.warning }))
    .use(
      metricsRoutes({
        guard,
        metrics,
        token: config.metricsToken,
        hasOwnPort: config.metricsPort !== null,
        proxies,
      }),
    )
    .use(docsRoutes({ guard, document }))
    .use(dashboardRoutes({ guard }))
    .use(currenciesRoutes({ guard }))
    .use(settingsRoutes({ ...base, update: updateShopSettings }))
    .use(usersRoutes({ ...base, log, proxies, signIns }))
    .use(sessionsRoutes({ ...base, clock, ids, log, tokens, proxies, signIns, ttl: config }))
    .use(apiKeysRoutes(base))
    .use(productsRoutes(base))
    .use(stockRoutes(base))
    .use(customersRoutes(base))
    .use(couponsRoutes(base))
    .use(shippingRoutes(base))
    .use(ordersRoutes({ ...base, clock, ids, tail, bulk, catchUp }))
    .use(paymentsRoutes(base))
    .use(fulfillmentsRoutes(base))
    .use(returnsRoutes(base))
    .use(editsRoutes(base))
    .use(importsRoutes({ ...base, clock }))
    .use(realtimeRoutes({ guard, live, proxies, origins: ownOrigins }))
    .use(exportsRoutes({ ...base, log, proxies, catchUp }))
    .use(trackingRoutes({ guard, db, tail, proxies, visits }))
    .use(privacyRoutes({ ...base, clock, proxies, tail }))
    .use(reportsRoutes({ guard, db, clock }))
    .use(viewsRoutes(base))
    .use(webhooksRoutes({ ...base, addresses }))
    .use(backupsRoutes({ guard, execute, clock, log, config, backups, draining: draining.signal }))
    .use(operatorRoutes({ ...base, tail }))

  function document(): object {
    return createDocument(app, MODELS)
  }

  assertGuarded(app.routes)
  const routes = routeTable(app.routes)

  function asOperator(request: Request): Promise<Response> {
    operators.add(request)
    return app.handle(request)
  }

  /** Not ready from now on: requests are refused, and sockets, streams and polls end. */
  function drain(): void {
    readiness.drain()
    draining.begin()
    live.drain()
  }

  return {
    app,
    asOperator,
    execute,
    authentication,
    tokens,
    live,
    figures: figuresAlone(metrics),
    drain,
    quiet: draining.quiet,
  }
}
