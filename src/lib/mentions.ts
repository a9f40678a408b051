// Mentions of a person in texts: their names in any case, as separate words. A name or an e-mail within a longer
// one is another person's.

import { IS_UNSPACED } from './tokenize.ts'

export interface Mentions {
  readonly names: readonly string[]
  isIn(text: string): boolean
  /** False for most JSON without the names, of which it parses none; true where `isIn` has to decide. */
  mayBeIn(json: string): boolean
  /** Replaces each name by `instead`. */
  without(text: string, instead: string): string
  /** The same in each text of a JSON value; a text that is an e-mail of the person becomes null. */
  withoutIn(value: unknown, instead: string): unknown
}

export function mentionsOf(given: readonly string[]): Mentions {
  const names = [...new Set(given)].filter((name) => name !== '')
  // The longest first: a name may begin with another one.
  const sorted = [...names].sort((a, b) => b.length - a.length)
  const source = sorted.map(patternOf).join('|')
  // Without names it matches nothing.
  const once = new RegExp(source || '(?!)', 'iu')
  const each = new RegExp(source || '(?!)', 'giu')
  const spelled = new RegExp(
    sorted.map((name) => escaped(JSON.stringify(name).slice(1, -1))).join('|') || '(?!)',
    'iu',
  )
  const emails = new Set(names.filter(isEmail).map((name) => name.toLowerCase()))
  const without: Mentions['without'] = (text, instead) => text.replace(each, instead)

  function withoutIn(value: unknown, instead: string): unknown {
    if (typeof value === 'string') {
      return emails.has(value.toLowerCase()) ? null : without(value, instead)
    }
    if (Array.isArray(value)) return value.map((one) => withoutIn(one, instead))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [without(key, instead), withoutIn(one, instead)]),
    )
  }

  return {
    names,
    isIn: (text) => once.test(text),
    mayBeIn: (json) => spelled.test(json),
    without,
    withoutIn,
  }
}

export const isEmail = (name: string): boolean => name.includes('@')

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** Scripts without blanks have no word boundaries. */
function patternOf(name: string): string {
  const letters = [...name]
  const before = isEmail(name) ? '(?<![\\p{L}\\p{N}._%+\\-])' : '(?<![\\p{L}\\p{N}_\\-])'
  const after = isEmail(name)
    ? '(?![\\p{L}\\p{N}_\\-]|\\.[\\p{L}\\p{N}])'
    : '(?![\\p{L}\\p{N}_\\-])'
  return (
    (IS_UNSPACED.test(letters[0] ?? '') ? '' : before) +
    escaped(name) +
    (IS_UNSPACED.test(letters.at(-1) ?? '') ? '' : after)
  )
}

/**
 * A LIKE pattern, with ! as its escape, for LOWER of a text that may have the name. Letters beyond ASCII that
 * have a case match anything, since SQLite lowers ASCII only: isIn decides for each row found.
 */
export const textPattern = (name: string): string =>
  `%${name
    .replace(/[!%_]/g, '!$&')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .replace(/[^ -~]+/gu, (letters) => (hasCase(letters) ? '%' : letters))}%`

/** The same for a text that is JSON. */
export const jsonPattern = (name: string): string => textPattern(JSON.stringify(name).slice(1, -1))

const hasCase = (letters: string): boolean => letters.toLowerCase() !== letters.toUpperCase()

/** The keys and texts in a JSON text, a line each. */
export function textOfJson(json: string): string {
  const lines: string[] = []
  JSON.parse(json, (key, value) => {
    lines.push(key)
    if (typeof value === 'string') lines.push(value)
    return value
  })
  return lines.join('\n')
}
