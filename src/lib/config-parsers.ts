// Parsers of configuration fields: a text becomes a value, or a fault such as "must be true or false".
// A parser sees the text alone, so it means the same in a flag, a variable and a file. A fault does not
// repeat the text, which may be a secret.

import { Cron } from 'croner'
import ipaddr from 'ipaddr.js'
import { type BackupTarget, backupTarget } from './backup-target.ts'
import { parseDuration } from './durations.ts'
import { isWeakSecret } from './weak-secret.ts'

/** The shape of the domain's Result, which nothing in lib imports. */
export type Parsed<T> = { value: T } | { fault: string }
export type Parser<T> = (text: string) => Parsed<T>

/** At most `count` events in `perMs` milliseconds; null is no limit. */
export type Rate = { count: number; perMs: number } | null

const mustBe = (form: string): { fault: string } => ({ fault: `must be ${form}` })

/** Splits at commas, drops blanks and empty items. */
const items = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

export const filled: Parser<string> = (text) =>
  text.trim() === '' ? mustBe('filled in') : { value: text }

export const integer =
  (min: number, max: number): Parser<number> =>
  (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max
      ? { value: value }
      : mustBe(`an integer from ${min} to ${max}`)
  }

export const boolean: Parser<boolean> = (text) =>
  text === 'true' || text === 'false' ? { value: text === 'true' } : mustBe('true or false')

export const oneOf =
  <const T extends string>(...choices: T[]): Parser<T> =>
  (text) => {
    const choice = choices.find((name) => name === text)
    return choice === undefined ? mustBe(`one of ${choices.join(', ')}`) : { value: choice }
  }

/** The answer to plain HTTP, also as a boolean. */
export const httpsRule: Parser<'off' | 'refuse' | 'redirect'> = (text) => {
  const rule = { off: 'off', false: 'off', refuse: 'refuse', true: 'refuse', redirect: 'redirect' }
  return oneOf('off', 'refuse', 'redirect')(new Map(Object.entries(rule)).get(text) ?? text)
}

/** Any parser, with the empty text for null: not set. */
export const orNone =
  <T>(parse: Parser<T>): Parser<T | null> =>
  (text) =>
    text === '' ? { value: null } : parse(text)

/** Any parser, with `off` for null. */
export const orOff =
  <T>(parse: Parser<T>): Parser<T | null> =>
  (text) => {
    if (text === 'off') return { value: null }
    const parsed = parse(text)
    return 'value' in parsed ? parsed : { fault: `${parsed.fault}, or off` }
  }

export const duration: Parser<number> = (text) => {
  const durationMs = parseDuration(text)
  return durationMs === null || durationMs === 0
    ? mustBe('a duration such as 500ms, 15s, 15m, 24h or 30d')
    : { value: durationMs }
}

export const rate: Parser<Rate> = orOff((text) => {
  const [, count, unit] = /^([1-9]\d{0,8})\/(s|min)$/.exec(text) ?? []
  return count === undefined
    ? mustBe('a rate such as 5/s or 100/min')
    : { value: { count: Number(count), perMs: unit === 's' ? 1000 : 60_000 } }
})

export const cron: Parser<string> = (text) => {
  try {
    new Cron(text, { paused: true }).stop()
    return { value: text }
  } catch {
    return mustBe('a cron line such as "0 3 * * *"')
  }
}

/** Exact origins: scheme, host and port as a browser sends them, nothing behind. */
export const origins: Parser<string[]> = (text) => {
  const list = items(text)
  const isOrigin = (item: string): boolean =>
    /^https?:\/\//.test(item) && URL.parse(item)?.origin === item
  return list.every(isOrigin)
    ? { value: list }
    : mustBe('a comma list of origins such as https://shop.example, without a path or a *')
}

/** Without the slash at its end, so that a path can follow. */
export const plainUrl: Parser<string> = (text) => {
  const url = URL.parse(text)
  const isPlain =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === ''
  return isPlain
    ? { value: url.href.replace(/\/+$/, '') }
    : mustBe('a URL such as https://shop.example')
}

/** Addresses and networks whose forwarded-for headers count; off is none. */
export const proxies: Parser<string[]> = (text) => {
  const list = text === 'off' ? [] : items(text)
  return list.every((item) => ipaddr.isValidCIDR(item) || ipaddr.isValid(item))
    ? { value: list }
    : mustBe('off, or a comma list of addresses and networks such as 10.0.0.0/8')
}

export const postgresUrl: Parser<string> = (text) =>
  /^postgres(ql)?:\/\//.test(text) && URL.canParse(text)
    ? { value: text }
    : mustBe('postgres://user:password@host/database, or empty for SQLite in the data directory')

export const offsite: Parser<BackupTarget> = (text) => {
  const target = backupTarget(text)
  return target === null
    ? mustBe(
        'an absolute path, or s3://[key:secret@]bucket[/prefix][?endpoint=https://...&region=...]',
      )
    : { value: target }
}

export const email: Parser<string> = (text) =>
  /^[^\s@]+@[^\s@]+$/.test(text) ? { value: text } : mustBe('an e-mail address')

export const password: Parser<string> = (text) => {
  const { length } = [...text]
  return length >= 8 && length <= 256 ? { value: text } : mustBe('8 to 256 characters')
}

/** One secret, or several while they are being rotated: the first signs, all of them verify. */
export const signingSecrets: Parser<string[]> = (text) => {
  const list = items(text)
  if (list.length === 0 || list.some((secret) => Buffer.byteLength(secret) < 32)) {
    return mustBe('at least 32 bytes')
  }
  if (list.some(isWeakSecret)) return mustBe('random: this one is well known')
  return { value: list }
}
