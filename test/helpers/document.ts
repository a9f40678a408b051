// Holds every answer of every test against the OpenAPI document: a status that is not declared, a
// member that is missing, of another type, or that nobody declared, fails the test that met it.

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  required?: string[]
  pattern?: string
}

interface Operation {
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>
}

export interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

interface NumberSchema extends Schema {
  format?: string
  minimum?: number
  maximum?: number
}

/** Every schema of a number anywhere in a document, with its place. */
export function* numbersIn(node: unknown, at = '#'): Generator<[string, NumberSchema]> {
  if (typeof node !== 'object' || node === null) return
  const schema = node as NumberSchema
  const types = [schema.type].flat()
  if (types.includes('integer') || types.includes('number')) yield [at, schema]
  for (const [key, part] of Object.entries(node)) yield* numbersIn(part, `${at}/${key}`)
}

interface Answer {
  method: string
  path: string
  status: number
  contentType: string | null
  /** Parsed, where it is JSON. */
  body: unknown
}

const PAGES = /^\/(dashboard|docs\/[^/]+\.(js|css)$)/

/** What of the answer the document does not say; empty is good. */
export function undocumented(document: Document, answer: Answer): string[] {
  // The document speaks of the API: not of pages, nor of what a browser asks before.
  if (answer.method === 'OPTIONS' || PAGES.test(answer.path)) return []
  const operation = find(document, answer)
  if (operation === undefined) {
    return answer.status < 400 ? [`${answer.method} ${answer.path} is not in the document`] : []
  }
  const response = operation.responses[answer.status]
  if (response === undefined) return [`status ${answer.status} is not declared`]
  const { code } = (answer.body ?? {}) as { code?: string }
  const type = answer.contentType?.split(';', 1)[0] ?? ''
  const isForPeople = type === 'text/html'
  const isCoded = response.description.split(', ').includes(code ?? '')
  if (answer.status >= 400 && !isForPeople && !isCoded) {
    return [`${answer.status} does not declare ${code}`]
  }
  if (answer.contentType === null) return []
  const content = response.content?.[type]
  if (content === undefined) return [`${answer.status} does not declare ${type}`]
  return answer.body === null ? [] : complaints(document, content.schema, answer.body, '$')
}

function find({ paths }: Document, { method, path }: Answer): Operation | undefined {
  const parts = partsOf(path)
  const known = Object.keys(paths).sort((a, b) => a.split('{').length - b.split('{').length)
  const template = known.find((candidate) => {
    const wanted = partsOf(candidate)
    return (
      wanted.length === parts.length &&
      wanted.every((part, i) => part.startsWith('{') || part === parts[i])
    )
  })
  return template === undefined ? undefined : paths[template]?.[method.toLowerCase()]
}

const partsOf = (path: string): string[] =>
  path
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .split('/')

function complaints(document: Document, schema: Schema, value: unknown, at: string): string[] {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? ''
    const target = document.components.schemas[name]
    return target ? complaints(document, target, value, at) : [`${at}: no schema ${name}`]
  }
  const alternatives = schema.anyOf?.map((one) => complaints(document, one, value, at))
  if (alternatives && !alternatives.some((found) => found.length === 0)) {
    return alternatives.reduce((a, b) => (a.length <= b.length ? a : b))
  }
  const found = schema.allOf?.flatMap((one) => complaints(document, one, value, at)) ?? []
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) {
    return [`${at}: expected ${types.join(' or ')}, got ${JSON.stringify(value)}`]
  }
  if (schema.enum && !schema.enum.includes(value)) found.push(`${at}: ${value} is not in the list`)
  if ('const' in schema && schema.const !== value) found.push(`${at}: is not ${schema.const}`)
  if (typeof value === 'string' && schema.pattern && !new RegExp(schema.pattern).test(value)) {
    found.push(`${at}: ${value} does not match ${schema.pattern}`)
  }
  if (Array.isArray(value)) {
    const { items } = schema
    if (items) found.push(...value.flatMap((v, i) => complaints(document, items, v, `${at}[${i}]`)))
  } else if (typeof value === 'object' && value !== null) {
    found.push(...ofObject(document, schema, value as Record<string, unknown>, at))
  }
  return found
}

function ofObject(
  document: Document,
  schema: Schema,
  value: Record<string, unknown>,
  at: string,
): string[] {
  const found: string[] = []
  for (const name of schema.required ?? []) {
    if (!(name in value)) found.push(`${at}.${name} is missing`)
  }
  const patterns = Object.entries(schema.patternProperties ?? {})
  for (const [name, member] of Object.entries(value)) {
    const declared =
      schema.properties?.[name] ??
      patterns.find(([pattern]) => new RegExp(pattern).test(name))?.[1] ??
      schema.additionalProperties
    if (typeof declared === 'object') {
      found.push(...complaints(document, declared, member, `${at}.${name}`))
    } else if (declared !== true && schema.properties) found.push(`${at}.${name} is not declared`)
  }
  return found
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  }
  return typeof value === type
}
