// The query of an address as plain text: one value for each name, readable in a shared link.

export type Search = Readonly<Record<string, string | undefined>>

export const parseSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text))

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

export type SearchOf<Names extends readonly string[]> = {
  [N in Names[number]]?: string | undefined
}

/** Keeps the named parameters of a route and drops the others. */
export const only =
  <const Names extends readonly string[]>(names: Names) =>
  (search: Record<string, unknown>): SearchOf<Names> =>
    Object.fromEntries(
      names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])),
    ) as SearchOf<Names>
