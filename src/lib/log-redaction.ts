// Redaction of log fields: secrets are replaced by the name of their key, to a depth of 6; errors keep name,
// message, code, stack and cause only, since a database error has values of its row in others. It does not
// throw, and the depth ends a cycle.

const SENSITIVE =
  /(password|passphrase|secret|token|jwt|ticket|authorization|cookie|hash|api_?key|body)s?$/i
const DEPTH_MAX = 6

export function redactSecrets(fields: object): Record<string, unknown> {
  return members(fields, 0)
}

const members = (value: object, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SENSITIVE.test(key) ? '[redacted]' : plain(inner, depth + 1),
    ]),
  )

function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (depth > DEPTH_MAX) return '[deep]'
  if (value instanceof Error) return error(value, depth)
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1))
  return members(value, depth)
}

function error(value: Error, depth: number): Record<string, unknown> {
  const { name, message, stack } = value
  const code = 'code' in value ? { code: plain(value.code, depth + 1) } : {}
  const cause = value.cause === undefined ? {} : { cause: plain(value.cause, depth + 1) }
  return { name, message, ...code, stack, ...cause }
}
