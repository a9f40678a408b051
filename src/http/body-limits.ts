// The size of a JSON body is counted on its text, before anything is built of it: a mebibyte of `{}` takes longer
// to parse and to judge than all else that a request does. The limits of a route follow from its schema.

import type { TSchema } from '@sinclair/typebox'
import { DomainError, invalid } from '#domain/errors.ts'

export interface BodyLimits {
  /** Elements of all arrays together. */
  items: number
  /** Members of all objects together. */
  keys: number
  /** Levels of objects and arrays in each other. */
  depth: number
}

/** Deeper is malformed on every route: no engine has to follow it. */
const DEEPEST = 64

/** Room for mistakes, so that a schema says what is wrong with a small body. */
const FEWEST: BodyLimits = { items: 100, keys: 100, depth: 8 }
/** No real body holds all that its schema allows at once. */
const MOST: BodyLimits = { items: 10_000, keys: 20_000, depth: DEEPEST }
/** The part of a body that its schema leaves open: the arguments of a bulk command. */
const OPEN: BodyLimits = { items: 1_000, keys: 5_000, depth: 8 }
const SCALAR: BodyLimits = { items: 0, keys: 0, depth: 0 }

const combined = (
  parts: readonly BodyLimits[],
  combine: (...counts: number[]) => number,
): BodyLimits => ({
  items: combine(...parts.map(({ items }) => items)),
  keys: combine(...parts.map(({ keys }) => keys)),
  depth: Math.max(0, ...parts.map(({ depth }) => depth)),
})

const sum = (...counts: number[]): number => counts.reduce((total, count) => total + count, 0)

/** Between FEWEST and MOST: as much as a valid body can hold. */
export function limitsOf(schema: TSchema | null): BodyLimits {
  if (schema === null) return FEWEST
  const { items, keys, depth } = roomOf(schema)
  const within = (name: keyof BodyLimits, count: number): number =>
    Math.min(Math.max(count, FEWEST[name]), MOST[name])
  return {
    items: within('items', items),
    keys: within('keys', keys),
    depth: within('depth', depth),
  }
}

function roomOf(schema: TSchema): BodyLimits {
  const alternatives: unknown = schema.anyOf ?? schema.oneOf
  if (isList(alternatives)) return combined(alternatives.map(roomOf), Math.max)
  if (schema.type === 'array') return roomOfArray(schema)
  if (schema.type === 'object') return roomOfObject(schema)
  return schema.type === undefined && schema.enum === undefined ? OPEN : SCALAR
}

function roomOfArray({ items: item, maxItems = MOST.items }: TSchema): BodyLimits {
  const { items, keys, depth } = isSchema(item) ? roomOf(item) : OPEN
  return { items: maxItems * (1 + items), keys: maxItems * keys, depth: depth + 1 }
}

function roomOfObject(schema: TSchema): BodyLimits {
  if (schema.additionalProperties === true) return { ...OPEN, depth: OPEN.depth + 1 }
  const fields = valuesOf(schema.properties).map(roomOf)
  // A record: any names, all of one kind.
  const free = valuesOf(schema.patternProperties).map(roomOf)
  const count: number = free.length === 0 ? 0 : (schema.maxProperties ?? MOST.keys)
  const { items, keys, depth } = combined([...fields, ...free.map((one) => times(one, count))], sum)
  return { items, keys: keys + fields.length + count, depth: depth + 1 }
}

const times = ({ items, keys, depth }: BodyLimits, count: number): BodyLimits => ({
  items: items * count,
  keys: keys * count,
  depth,
})

const isList = (value: unknown): value is TSchema[] => Array.isArray(value)
const isSchema = (value: unknown): value is TSchema => typeof value === 'object' && value !== null
const valuesOf = (value: unknown): TSchema[] => (isSchema(value) ? Object.values(value) : [])

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPENS = [0x5b, 0x7b]
const CLOSES = [0x5d, 0x7d]
const [ARRAY] = OPENS

/**
 * 422 validation as soon as there are too many items or keys, or at the end for depth; 400 malformed below the
 * deepest level. A text that is no JSON is left to its parser.
 */
export function checkCounts(text: string, limits: BodyLimits): void {
  /** The containers that are open, each by the code that opened it. */
  const open: number[] = []
  let items = 0
  let keys = 0
  let depth = 0
  let isFirst = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 0x20) continue
    const isEnd = CLOSES.includes(code)
    if (isFirst && !isEnd) items++
    isFirst = false
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === COLON) keys++
    else if (code === COMMA && open.at(-1) === ARRAY) items++
    else if (isEnd) open.pop()
    else if (OPENS.includes(code)) {
      open.push(code)
      isFirst = code === ARRAY
      depth = Math.max(depth, open.length)
      if (depth > DEEPEST) {
        throw new DomainError('malformed', `The body is nested deeper than ${DEEPEST}.`)
      }
    }
    if (items > limits.items) throw tooMany(limits.items, 'items')
    if (keys > limits.keys) throw tooMany(limits.keys, 'keys')
  }
  if (depth > limits.depth) throw tooMany(limits.depth, 'levels')
}

/** 400 malformed below the deepest level. */
export const checkDepth = (text: string): void =>
  checkCounts(text, { items: Infinity, keys: Infinity, depth: DEEPEST })

/** The index of the quote that ends the string; the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end
    while (text.charCodeAt(before - 1) === BACKSLASH) before--
    if ((end - before) % 2 === 0) return end
  }
  return text.length
}

export const tooMany = (limit: number, name: string): DomainError =>
  invalid([{ path: 'body', message: `Expected at most ${limit} ${name}` }])
