// Cursors of keyset lists: the sort keys of the last row, opaque to clients. A seal over sort, filter and keys
// binds a cursor to its list and reveals one of another list or a damaged one. It is no signature: a cursor
// gives no rights, since its reader's own filter applies to the next page.

/** The type of a sort key; `number` is an integer. */
export type KeyKind = 'number' | 'string'

export type KeysOf<S extends readonly KeyKind[]> = {
  -readonly [I in keyof S]: S[I] extends 'number' ? number : string
}

/** The list of a cursor. The order of the filter's fields is irrelevant. */
export interface List {
  sort: string
  filter: Readonly<Record<string, unknown>>
}

const MAX_LENGTH = 4096

export function encodeCursor(list: List, keys: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify([seal(list, keys), ...keys])).toString('base64url')
}

/** The keys, or null (400 `malformed`): damaged, of another list, or not of this shape. */
export function decodeCursor<const S extends readonly KeyKind[]>(
  text: string,
  list: List,
  shape: S,
): KeysOf<S> | null {
  if (text.length > MAX_LENGTH) return null
  const parsed = parse(Buffer.from(text, 'base64url').toString())
  if (!Array.isArray(parsed)) return null
  const keys = parsed.slice(1)
  if (!isOfShape(keys, shape)) return null
  return encodeCursor(list, keys) === text ? keys : null
}

function seal(list: List, keys: readonly (number | string)[]): string {
  return Bun.hash.xxHash64(canonical([list.sort, list.filter, keys])).toString(36)
}

/** JSON with the fields of every object in one order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null // damage is an answer here, not a fault
  }
}

// Both engines take safe integers and texts without NUL as parameters.
function isOfShape<S extends readonly KeyKind[]>(keys: unknown[], shape: S): keys is KeysOf<S> {
  return (
    keys.length === shape.length &&
    keys.every((key, i) =>
      shape[i] === 'number'
        ? Number.isSafeInteger(key)
        : typeof key === 'string' && !key.includes('\0'),
    )
  )
}
