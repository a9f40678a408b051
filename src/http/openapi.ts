// The OpenAPI 3.1 document, made from the routes themselves by @elysiajs/openapi and completed here
// with what every route has in common: the faults, the headers, the security. Nothing in it is
// written twice, so it cannot disagree with what the server does.

import { toOpenAPISchema, unwrapSchema } from '@elysiajs/openapi/openapi'
import type { TSchema } from '@sinclair/typebox'
import type { AnyElysia } from 'elysia'
import { type ErrorCode, STATUS } from '#domain/errors.ts'
import { VERSION } from '#lib/version.ts'
import { ANONYMOUS_BODY_BYTES, BODY_BYTES } from './body.ts'
import { type BodyLimits, limitsOf } from './body-limits.ts'
import { portable } from './portable-schema.ts'
import { Problem } from './schema.ts'

const OPENAPI = '3.1.2'

interface Operation {
  operationId: string
  tags?: string[]
  security?: Record<string, string[]>[]
  parameters?: unknown[]
  requestBody?: {
    content: Record<string, unknown>
    required?: boolean
    description?: string
    'x-limits'?: BodyLimits & { bytes: number }
  }
  responses?: Record<string, { description?: string; content?: Record<string, unknown> }>
}

interface RouteHooks {
  body?: TSchema
  form?: boolean
  stream?: boolean
  produces?: readonly string[]
  detail?: { requestBody?: Operation['requestBody'] }
}

/** `models` are the schemas with a name of their own; wherever one stands, it is referred to. */
export function createDocument(app: AnyElysia, models: Record<string, TSchema>): object {
  // The guard has put the declared answers aside.
  for (const { hooks } of app.routes) hooks.response ??= hooks.answers
  const { paths } = toOpenAPISchema(
    app,
    { methods: ['OPTIONS', 'ws'], staticFile: false },
    undefined,
    undefined,
    OPENAPI,
  )
  const schemas = Object.fromEntries(
    Object.entries({ Problem, ...models }).map(([name, model]) => [name, plain(model)]),
  )
  const names = new Map(Object.entries(schemas).map(([name, s]) => [JSON.stringify(s), name]))
  const bodies = new Map<string, RouteHooks>(
    app.routes.map(({ method, path, hooks }) => [
      `${method.toLowerCase()} ${path.replace(/:([^/]+)/g, '{$1}')}`,
      hooks,
    ]),
  )
  const tags = new Set<string>()
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      complete(operation, method, path, bodies.get(`${method} ${path}`) ?? {})
      for (const tag of operation.tags ?? []) tags.add(tag)
    }
  }
  return {
    openapi: OPENAPI,
    info: {
      title: 'orderd',
      version: VERSION,
      description:
        'A self-hosted order backend: accounts, catalogue, stock, orders, payments, live updates.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...tags].map((name) => ({ name })),
    paths: referring(paths, names),
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [name, referringWithin(schema, names)]),
      ),
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token from POST /users/login, or an API key (odk_...).',
        },
      },
    },
  }
}

function complete(operation: Operation, method: string, path: string, hooks: RouteHooks): void {
  const isRead = method === 'get'
  const declared = operation.responses ?? {}
  const refusals = commonRefusals(operation, isRead, path, hooks)
  operation.responses = {}
  for (const [status, response] of Object.entries(declared)) {
    if (Number(status) < 400)
      operation.responses[status] = success(status, response, hooks.produces)
    else for (const code of codesIn(response.description)) refusals.push(code)
  }
  for (const [status, codes] of Map.groupBy(new Set(refusals), (code) => STATUS[code])) {
    operation.responses[status] = {
      description: [...codes].sort().join(', '),
      headers: SHOWN,
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        // A page says so to people, too.
        ...(status === STATUS.not_found && hooks.produces?.includes('text/html')
          ? { 'text/html': { schema: { type: 'string' } } }
          : {}),
      },
    } as NonNullable<Operation['responses']>[string]
  }
  if (hooks.detail?.requestBody) operation.requestBody = hooks.detail.requestBody
  else if (hooks.body)
    operation.requestBody = requestBody(hooks.body, hooks.form === true, operation)
  if (!isRead) {
    const shared = takesVersion(isRead, path) ? ['IdempotencyKey', 'IfMatch'] : ['IdempotencyKey']
    const references = shared.map((name) => ({ $ref: `#/components/parameters/${name}` }))
    operation.parameters = [...(operation.parameters ?? []), ...references]
  }
}

/** A write on one thing may say which version of it is meant. */
const takesVersion = (isRead: boolean, path: string): boolean => !isRead && path.includes('{')

const codesIn = (description = ''): ErrorCode[] =>
  description.split(', ').filter((word): word is ErrorCode => word in STATUS)

/** The codes that each route of this kind can refuse with; a module declares those of its command. */
function commonRefusals(
  { security = [], parameters = [] }: Operation,
  isRead: boolean,
  path: string,
  { stream }: RouteHooks,
): ErrorCode[] {
  const codes: ErrorCode[] = [
    'malformed',
    'not_acceptable',
    'headers_too_large',
    'validation',
    'internal',
    'unavailable',
  ]
  const required = security[0]?.bearer
  if (required) {
    codes.push('not_authenticated', 'invalid_token', 'token_expired', 'rate_limited')
    if (required.includes('admin')) codes.push('admin_required')
    // A caller who is no admin may be a key without the scope.
    if (required.join() !== 'admin') codes.push('forbidden')
  }
  if (!isRead) codes.push('in_progress', 'idempotency_mismatch', 'secret_already_shown')
  if (parameters.length > 0 && path.includes('{')) codes.push('not_found')
  if (takesVersion(isRead, path)) codes.push('version_conflict')
  if (!isRead || stream) codes.push('unsupported_media_type')
  if (!isRead && !stream) codes.push('too_large')
  return codes
}

function success(
  status: string,
  { description, content }: { description?: string; content?: Record<string, unknown> },
  produces: readonly string[] = [],
) {
  const isGeneric = description === undefined || description.startsWith('Response for status')
  const hasBody = content !== undefined && !('type' in content)
  const [media] = Object.values(content ?? {})
  return {
    description: isGeneric ? (SUCCESS[status] ?? 'Done.') : description,
    headers: SHOWN,
    ...(hasBody ? { content: produces.length === 0 ? content : everyType(produces, media) } : {}),
  }
}

const everyType = (types: readonly string[], media: unknown): Record<string, unknown> =>
  Object.fromEntries(types.map((type) => [type, media]))

const SUCCESS: Record<string, string> = { 200: 'Done.', 201: 'Created.', 204: 'Done; no body.' }

function requestBody(
  body: TSchema,
  isForm: boolean,
  { security = [] }: Operation,
): NonNullable<Operation['requestBody']> {
  const schema = plain(body)
  const types = isForm
    ? ['application/json', 'application/x-www-form-urlencoded']
    : ['application/json']
  const bytes = security.length === 0 ? ANONYMOUS_BODY_BYTES : BODY_BYTES
  const limits = { bytes, ...limitsOf(body) }
  return {
    required: true,
    description: saidLimits(limits),
    'x-limits': limits,
    content: Object.fromEntries(types.map((type) => [type, { schema }])),
  }
}

const saidLimits = ({ bytes, items, keys, depth }: BodyLimits & { bytes: number }): string =>
  `At most ${bytes} bytes, ${items} items of arrays, ${keys} members of objects, ${depth} levels.`

const plain = (schema: TSchema): unknown =>
  portable(JSON.parse(JSON.stringify(unwrapSchema(schema, undefined, 'input', OPENAPI))))

/** The same tree with every named schema replaced by a reference. */
function referring(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof node !== 'object' || node === null) return node
  const copy = portable(node)
  const name = names.get(JSON.stringify(copy))
  return name === undefined
    ? referringWithin(copy, names)
    : { $ref: `#/components/schemas/${name}` }
}

function referringWithin(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((inner) => referring(inner, names))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, inner]) => [key, referring(inner, names)]),
  )
}

const PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'The same key and request again within 24 h get the first answer again.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag one has seen; 412 where the version is another by now.',
    schema: { type: 'string', examples: ['"7"'] },
  },
}

const HEADERS = {
  RequestId: {
    description: 'Names this request in the log and on its events.',
    schema: { type: 'string' },
  },
}
const SHOWN = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } }
