// The one guard before every route: is its head too large (431), who is it (401), are they too fast (429), may they (403), and only
// then what they sent (415, 400, 413) and whether an id in the path can be one (404). It runs in
// `transform`, before any validation, because a guard that runs later would tell strangers what is
// wrong with their request. A route without `who` fails the start (routes.ts).

import type { TSchema } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Call } from '#commands/command.ts'
import { authorize, type Caller, type Policy, scopeOf } from '#domain/access.ts'
import { DomainError, FIELD_ERRORS_MAX, invalid, notFound } from '#domain/errors.ts'
import { type Awaitable, chain } from '#lib/awaitable.ts'
import { checkOf } from '#lib/compiled-schema.ts'
import type { Ids } from '#lib/ids.ts'
import { once } from '#lib/once.ts'
import { bearerContext } from './bearer.ts'
import {
  ANONYMOUS_BODY_BYTES,
  BODY_BYTES,
  bodyType,
  malformed,
  parseBody,
  readBody,
  refuseTwice,
} from './body.ts'
import { limitsOf } from './body-limits.ts'
import { expectedVersion, idempotencyKey } from './conditions.ts'
import type { Fingerprint } from './fingerprint.ts'
import { beginRequest, type Exists, type RequestContext } from './request-context.ts'
import { checkSize } from './request-head.ts'
import type { RequestLimit } from './request-limits.ts'

interface GateOptions {
  /** 401 invalid_token, token_expired: for anything but a valid token. */
  authenticate: (token: string) => Awaitable<Caller>
  limitRequest: RequestLimit
  /** Did it come from the person at the server's own command line? */
  isOperator: (request: Request) => boolean
  ids: Ids
  fingerprint: Fingerprint
}

/** The options of a route beside `who`. */
interface RouteOptions {
  /** The pattern of each id in the path. */
  params: TSchema | null
  /** The declared query parameters; undefined where the route takes none. */
  query: QuerySchema | undefined
  /** The schema of the body; null where the route reads none, or reads it as a stream. */
  body: TSchema | null
  stream: boolean
  form: boolean
  produces: readonly string[]
  exists: Exists | null
  limit: Limit | null
}

/** Counts a request before anything of it is read. Throws 429 rate_limited. */
export type Limit = (request: Request) => void

const ANONYMOUS: Caller = { kind: 'anonymous' }
const OPERATOR: Caller = { kind: 'operator' }
// What the context shows until the guard has run; no handler ever sees these.
const NO_CALL: Call = { caller: ANONYMOUS, requestId: '' }
export const NO_REQUEST_CONTEXT: RequestContext = {
  requestId: '',
  trace: null,
  beganMs: 0,
  caller: null,
  route: null,
  exists: null,
}

const guards = new WeakSet<object>()
/** Was this hook made by a guard? */
export const isGuard = (hook: object): boolean => guards.has(hook)

interface GuardContext {
  request: Request
  headers: Record<string, string | undefined>
  bearer: string | undefined
  requestContext: RequestContext
  params: Record<string, string>
  query: Record<string, unknown>
}

export type Guard = ReturnType<typeof createGuard>

export function createGuard(options: GateOptions) {
  const { authenticate, limitRequest, isOperator, ids, fingerprint } = options

  /** The caller, authorized. The token comes from the header alone, never from the URL. */
  function identify(
    policy: Policy,
    { request, bearer, requestContext }: GuardContext,
  ): Awaitable<Caller> {
    if (isOperator(request) || policy === 'anyone') {
      requestContext.caller = isOperator(request) ? OPERATOR : ANONYMOUS
      return requestContext.caller
    }
    return chain(bearer ? authenticate(bearer) : ANONYMOUS, (caller) => {
      requestContext.caller = caller
      // A refused request counts, too.
      limitRequest(caller)
      authorize(caller, policy)
      return caller
    })
  }

  function guard(policy: Policy, route: RouteOptions) {
    const limits = once(() => limitsOf(route.body))
    const pass = async ({
      request,
      headers,
      bearer,
      requestContext,
      params,
      query,
    }: GuardContext) => {
      const context = { request, headers, bearer, requestContext, params, query }
      checkSize(request.url, headers)
      const identified = identify(policy, context)
      const caller = identified instanceof Promise ? await identified : identified
      route.limit?.(request)
      checkAccept(headers.accept, route.produces)
      const { method, url } = request
      const hasBody = method !== 'GET' && method !== 'HEAD' && !route.stream
      const type =
        hasBody && carriesBody(context) ? bodyType(headers['content-type'], route.form) : null
      checkUrl(url)
      const most = caller.kind === 'anonymous' ? ANONYMOUS_BODY_BYTES : BODY_BYTES
      const length = headers['content-length']
      const bytes = type === null ? NOTHING : await readBody(request, length, most)
      const body = type === null ? {} : parseBody({ bytes, type }, limits())
      // A malformed id is a 404 without a lookup.
      if (route.params && !checkOf(route.params).Check(params)) throw notFound()
      requestContext.exists = route.exists
      readQuery(route.query, query, url)
      if (route.body === null && !route.stream) refuseFields(body)
      const { requestId, trace } = requestContext
      const call: Call = { caller, requestId, ...(trace === null ? {} : { trace }) }
      if (method === 'GET' || method === 'HEAD') return { call }
      const key = idempotencyKey(headers['idempotency-key'])
      call.expectedVersion = expectedVersion(headers['if-match'])
      if (key !== undefined) {
        call.idempotency = { key, fingerprint: fingerprint(method, url, bytes) }
      }
      return route.stream ? { call } : { call, body }
    }
    guards.add(pass)
    return pass
  }

  return new Elysia({ name: 'guard', normalize: false })
    .use(bearerContext())
    .decorate('call', NO_CALL)
    .decorate('requestContext', NO_REQUEST_CONTEXT)
    .onParse({ as: 'global' }, () => 0)
    .derive({ as: 'global' }, ({ request, route }) => ({
      requestContext: beginRequest(request, ids, route),
    }))
    .macro({
      /** The body is left to the handler, of any type and size. */
      stream: (_: true) => ({}),
      /** Also takes an HTML form. */
      form: (_: true) => ({}),
      /** Media types of a route that does not answer in JSON. */
      produces: (_: readonly string[]) => ({}),
      exists: (_: Exists) => ({}),
      /** Of callers without an account, by their address. */
      limit: (_: Limit) => ({}),
      who: (policy: Policy) => {
        const route: RouteOptions = {
          params: null,
          query: undefined,
          body: null,
          stream: false,
          form: false,
          produces: JSON_ONLY,
          exists: null,
          limit: null,
        }
        return {
          introspect: (options: Record<string, unknown>) => {
            if (isSchema(options.params)) route.params = options.params
            route.query = options.query as QuerySchema | undefined
            route.stream = options.stream === true
            if (isSchema(options.body)) route.body = options.body
            route.form = options.form === true
            const { produces } = options
            if (Array.isArray(produces)) route.produces = produces
            if (isExists(options.exists)) route.exists = options.exists
            if (isLimit(options.limit)) route.limit = options.limit
            // For the document alone (openapi.ts): Elysia would compile a check of every answer, 20 ms for
            // an order's, that no finished Response meets.
            if (options.response !== undefined) {
              options.answers = options.response
              delete options.response
            }
          },
          detail: { security: policy === 'anyone' ? [] : [{ bearer: rolesOf(policy) }] },
          // Elysia assigns to the context what a transform returns; its type does not say so.
          transform: guard(policy, route) as unknown as () => void,
        }
      },
    })
}

/** The role or the scope of a key that the document names as needed. */
function rolesOf(policy: Policy): string[] {
  if (typeof policy === 'string') return policy === 'signed_in' ? [] : [policy]
  return 'admin' in policy ? ['admin', policy.admin] : [scopeOf(policy)]
}

const isExists = (option: unknown): option is Exists => typeof option === 'function'
const isLimit = (option: unknown): option is Limit => typeof option === 'function'
const isSchema = (option: unknown): option is TSchema => typeof option === 'object'

const NOTHING = new Uint8Array()
const JSON_ONLY: readonly string[] = ['application/json']

const carriesBody = ({ request, headers }: GuardContext): boolean =>
  request.body !== null && headers['content-length'] !== '0'

/** 400: NUL or broken %-encoding in the URL. */
export function checkUrl(url: string): void {
  if (!url.includes('%')) return
  try {
    if (!decodeURIComponent(url).includes('\0')) return
  } catch {
    // falls through to the refusal: not decodable
  }
  throw malformed('The URL holds NUL or a broken %-encoding.')
}

/** 406 unless the route can answer in a type that was asked for. */
function checkAccept(accept: string | undefined, produces: readonly string[]): void {
  if (accept === undefined || accept === '' || accept.includes('*/*')) return
  const asked = accept.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  const isServed = (range: string): boolean =>
    produces.some((type) => range === type || range === `${type.split('/', 1)[0]}/*`) ||
    range === 'application/problem+json'
  if (!asked.some(isServed)) {
    throw new DomainError('not_acceptable', `This answers in ${produces.join(' or ')}.`)
  }
}

/** 422 for each field in the body of a route that reads none. */
function refuseFields(body: unknown): void {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
  if (!isObject) throw invalid([{ path: 'body', message: 'Expected no body' }])
  throwUnexpected('', Object.keys(body))
}

function throwUnexpected(prefix: string, names: readonly string[]): void {
  if (names.length === 0) return
  const named = names.slice(0, FIELD_ERRORS_MAX)
  throw invalid(named.map((name) => ({ path: `${prefix}${name}`, message: 'Unexpected property' })))
}

interface QuerySchema {
  properties?: Record<string, { type?: string }>
}

/** Numbers and booleans are read from their text; a route that declares no parameter takes none. */
function readQuery(
  schema: QuerySchema | undefined,
  query: Record<string, unknown>,
  url: string,
): void {
  if (!url.includes('?')) return
  if (schema === undefined) {
    throwUnexpected('query.', Object.keys(query))
    return
  }
  refuseTwice(new URLSearchParams(url.slice(url.indexOf('?'))), 'query.')
  for (const [name, text] of Object.entries(query)) {
    const type = schema.properties?.[name]?.type
    if (typeof text !== 'string' || type === undefined) continue
    if (type === 'integer' && /^-?\d{1,15}$/.test(text)) query[name] = Number(text)
    if (type === 'boolean' && (text === 'true' || text === 'false')) query[name] = text === 'true'
  }
}
