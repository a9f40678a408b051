// src/client/types.ts, from the OpenAPI document: what every route takes and answers, so that the
// client can never say something else than the server does. `bun scripts/client-types.ts` writes it;
// a test compares it with the document.

import { join } from 'node:path'

interface Schema {
  $ref?: string
  title?: string
  description?: string
  type?: string | string[]
  format?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  patternProperties?: Record<string, Schema>
}

interface Content {
  content?: Record<string, { schema?: Schema }>
}

interface Operation {
  operationId?: string
  summary?: string
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[]
  requestBody?: Content & { required?: boolean }
  responses?: Record<string, Content>
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

/** It has a type of its own, which says what it is. */
const isNamed = ({ $ref, title, properties }: Schema): boolean =>
  $ref !== undefined || (title !== undefined && properties !== undefined)

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** A member of a request may also be undefined: JSON leaves it out. */
type Use = 'sent' | 'answered'

const HEAD = `// Generated from the OpenAPI document by scripts/client-types.ts. Do not edit.

/** In a query: lists are joined by commas. */
export type QueryValue = string | number | boolean | readonly (string | number)[]

/** A body that is no JSON. */
export type RawBody = string | Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
`

export function typesOf(document: OpenApi): string {
  const names = new Map<string, { [U in Use]?: string }>()

  function name(schema: Schema, use: Use): string {
    const identifier = (schema.title ?? '').replaceAll(/[^A-Za-z0-9]/g, '')
    const text = shape(schema, use)
    const known = names.get(identifier) ?? {}
    if (known[use] !== undefined && known[use] !== text) {
      throw new Error(`two schemas are titled ${schema.title}`)
    }
    names.set(identifier, { ...known, [use]: text })
    return identifier
  }

  function typeOf(schema: Schema, use: Use): string {
    if (schema.$ref) {
      const key = schema.$ref.replace('#/components/schemas/', '')
      const target = document.components?.schemas?.[key]
      if (target === undefined) throw new Error(`${schema.$ref} leads nowhere`)
      return typeOf({ ...target, title: key }, use)
    }
    return isNamed(schema) ? name(schema, use) : shape(schema, use)
  }

  function shape(schema: Schema, use: Use): string {
    const { const: only, enum: words, anyOf, oneOf, allOf, type } = schema
    if (only !== undefined) return JSON.stringify(only)
    if (words) return words.map((word) => JSON.stringify(word)).join(' | ')
    const union = anyOf ?? oneOf
    if (union) return [...new Set(union.map((one) => typeOf(one, use)))].join(' | ')
    if (allOf) return allOf.map((one) => typeOf(one, use)).join(' & ')
    if (Array.isArray(type))
      return type.map((one) => shape({ ...schema, type: one }, use)).join(' | ')
    return (type && SHAPES[type]?.(schema, use)) || 'unknown'
  }

  const SHAPES: Record<string, (schema: Schema, use: Use) => string> = {
    string: () => 'string',
    integer: () => 'number',
    number: () => 'number',
    boolean: () => 'boolean',
    null: () => 'null',
    array: ({ items = {} }, use) => `(${typeOf(items, use)})[]`,
    object: objectOf,
  }

  function objectOf(schema: Schema, use: Use): string {
    const { properties, required = [], additionalProperties: more, patternProperties } = schema
    const fields = Object.entries(properties ?? {}).map(([key, field]) => {
      const optional = !required.includes(key)
      const undef = optional && use === 'sent' ? ' | undefined' : ''
      const comment = field.description && !isNamed(field) ? `/** ${field.description} */\n` : ''
      return `${comment}${JSON.stringify(key)}${optional ? '?' : ''}: ${typeOf(field, use)}${undef}`
    })
    const others = patternProperties ? Object.values(patternProperties)[0] : more
    if (others === true) fields.push('[field: string]: unknown')
    else if (others) {
      const record = `Record<string, ${typeOf(others, use)}>`
      return fields.length === 0 ? record : `{ ${fields.join('\n')} } & ${record}`
    }
    return fields.length === 0 ? 'Record<string, never>' : `{ ${fields.join('\n')} }`
  }

  function queryOf({ parameters = [] }: Operation): string | null {
    const query = parameters.filter((parameter) => parameter.in === 'query')
    if (query.length === 0) return null
    const fields = query.map(({ name: key, required, schema = {} }) => {
      const text = typeOf(schema, 'sent')
      return `${JSON.stringify(key)}${required ? '' : '?'}: ${text === 'string' ? 'QueryValue' : text} | undefined`
    })
    return `{ ${fields.join('\n')} }`
  }

  /** null: no body, or one in which nothing can be said. */
  function bodyOf({ requestBody }: Operation): string | null {
    if (!requestBody) return null
    const schema = requestBody.content?.['application/json']?.schema
    if (schema === undefined) return 'RawBody'
    const text = typeOf(schema, 'sent')
    return text === 'Record<string, never>' ? null : text
  }

  function answerOf({ responses = {} }: Operation): string {
    const [status, success] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
    if (status === '204' || !success?.content || Object.keys(success.content).length === 0)
      return 'undefined'
    const schema = success.content['application/json']?.schema
    return schema === undefined ? 'Response' : typeOf(schema, 'answered')
  }

  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => {
        const query = queryOf(operation)
        const body = bodyOf(operation)
        const parts = [
          ...(query === null ? [] : [`query: ${query}`]),
          ...(body === null ? [] : [`body: ${body}`]),
          `response: ${answerOf(operation)}`,
        ]
        const comment = operation.summary ? `/** ${operation.summary}. */\n` : ''
        return { key: `${method.toUpperCase()} ${path}`, text: comment, parts }
      }),
  )
  routes.sort((a, b) => (pathOf(a.key) < pathOf(b.key) ? -1 : 1))
  const entries = routes.map(({ key, text, parts }) => `${text}'${key}': { ${parts.join('\n')} }`)
  const models = [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([identifier, { sent, answered }]) => {
      const text = sent ?? answered ?? ''
      return text.startsWith('{') && !text.includes('} & ')
        ? `export interface ${identifier} ${text}`
        : `export type ${identifier} = ${text}`
    })
  const codes = codesOf(document)
  return [
    HEAD,
    `export type ProblemCode = ${codes.map((code) => `'${code}'`).join(' | ')}`,
    ...models,
    `export interface Routes { ${entries.join('\n')} }`,
  ].join('\n\n')
}

const pathOf = (key: string): string => key.split(' ').reverse().join(' ')

/** The codes that any problem document may carry. */
function codesOf(document: OpenApi): string[] {
  const found = new Set<string>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { properties } = value as Schema
    if (properties?.request_id && properties.code?.enum) {
      for (const code of properties.code.enum) found.add(String(code))
    }
    for (const inner of Object.values(value)) look(inner)
  }
  look(document)
  if (found.size === 0) throw new Error('the document has no problem schema with codes')
  return [...found].sort()
}

/** As the formatter would have it. */
export async function format(source: string): Promise<string> {
  const child = Bun.spawn(
    ['bun', 'x', '--no-install', 'biome', 'format', '--stdin-file-path=src/client/types.ts'],
    { stdin: new Blob([source]), stdout: 'pipe', stderr: 'inherit', cwd: root },
  )
  const text = await child.stdout.text()
  if ((await child.exited) !== 0) throw new Error('biome could not format the types')
  return text
}

const root = join(import.meta.dir, '..')

if (import.meta.main) {
  const child = Bun.spawn(['bun', 'src/main.ts', 'openapi'], { cwd: root, stderr: 'inherit' })
  const document = (await child.stdout.json()) as OpenApi
  await Bun.write(join(root, 'src/client/types.ts'), await format(typesOf(document)))
  console.log(`src/client/types.ts, ${Object.keys(document.paths).length} paths`)
}
