// JSON Schema as other tools read it, for every document that is served: a number says how many bits it
// takes, null is one of the words where it is allowed, and no format is of our own making.

type Schema = Record<string, unknown>

/** The same tree, or any part of it, with the changes; done twice it is as done once. */
export function portable(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(portable)
  if (typeof node !== 'object' || node === null) return node
  const copy = Object.fromEntries(Object.entries(node).map(([key, part]) => [key, portable(part)]))
  return withNull(withNumberFormat(withoutOwnFormat(copy)))
}

/** Our own formats, which TypeBox checks. */
const OWN_FORMATS: Readonly<Record<string, Schema>> = {
  text: {},
  name: {},
  multiline: {},
  date_or_time: {},
  address: { format: 'email' },
}

function withoutOwnFormat(schema: Schema): Schema {
  const { format, ...rest } = schema
  const ours = typeof format === 'string' ? OWN_FORMATS[format] : undefined
  return ours === undefined ? schema : { ...rest, ...ours }
}

const typesOf = ({ type }: Schema): unknown[] => (Array.isArray(type) ? type : [type])

/** A generated client takes a number without a format for 32 bits: 3,000,000,000 is -1,294,967,296. */
function withNumberFormat(schema: Schema): Schema {
  if (schema.format !== undefined) return schema
  const types = typesOf(schema)
  if (types.includes('integer')) return { ...schema, format: isSmall(schema) ? 'int32' : 'int64' }
  return types.includes('number') ? { ...schema, format: 'double' } : schema
}

const INT32_MAX = 2 ** 31 - 1

function isSmall({ minimum, maximum }: Schema): boolean {
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return false
  return minimum >= -INT32_MAX - 1 && maximum <= INT32_MAX
}

function withNull(schema: Schema): Schema {
  const { enum: words } = schema
  const lacksNull =
    Array.isArray(words) && typesOf(schema).includes('null') && !words.includes(null)
  return lacksNull ? { ...schema, enum: [...words, null] } : schema
}
