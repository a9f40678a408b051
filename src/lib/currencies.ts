// The currencies of ISO 4217, current and retired: their digits after the point, and the last day of those
// that ended. Current codes and digits are of `currency-codes` (the standard's list
// one), last days of legal tender are of CLDR's region data. `Intl` is no source of digits: an
// engine changes them (Chromium 156 differs from the standard for 17 currencies).

import regional from 'cldr-core/supplemental/currencyData.json'
import { data as listOne } from 'currency-codes'
import { once } from './once.ts'

export interface Currency {
  /** Three upper-case letters. */
  code: string
  /** Digits after the point: 0 to 4. */
  exponent: number
  /** The last day as legal tender, "2026-01-31"; null for a current currency. */
  ended_on: string | null
}

const codes = (text: string): ReadonlySet<string> => new Set(text.split(' '))

// Minor unit "N.A." in the standard, 0 in the package: metals, bond market units, units of account,
// the codes for tests and for no currency. Nothing can be charged in them.
const WITHOUT_MINOR_UNIT = codes('XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX')

// The package's list one is of 2024-06-25; the standard has the Caribbean guilder since 2025-03-31.
const NEWER = [{ code: 'XCG', digits: 2 }]

// List one still has the Salvadoran colon, though it is no legal tender since 2001.
const STILL_CURRENT = codes('SVC')

// The standard's list of retired currencies has no minor units. These had none while they were
// current (amendments to ISO 4217; the JDK's currency.properties says the same), the others had 2.
const RETIRED_WITHOUT_DIGITS = codes('ADP BEF BYB BYR ESP GRD ITL LUF MGF PTE ROL TPE TRL')

/** The first edition of ISO 4217. CLDR also has older money, without a code in the standard. */
const STANDARD_SINCE = '1978'

interface Use {
  _from?: string
  _to?: string
  _tender?: string
}

/** code -> last day of legal tender anywhere; none for a code that is tender somewhere. */
function lastDays(): Map<string, string> {
  const regions: Record<string, Record<string, Use | undefined>[]> =
    regional.supplemental.currencyData.region
  const days = new Map<string, string>()
  const alive = new Set<string>(STILL_CURRENT)
  const uses = Object.values(regions).flatMap((list) => list.flatMap((one) => Object.entries(one)))
  for (const [code, use] of uses) {
    if (use === undefined || use._tender === 'false') continue
    if (use._to === undefined) alive.add(code)
    else if (use._to > (days.get(code) ?? STANDARD_SINCE)) days.set(code, use._to)
  }
  for (const code of alive) days.delete(code)
  return days
}

const table = once((): ReadonlyMap<string, Currency> => {
  const ended = lastDays()
  const found = new Map<string, Currency>()
  for (const code of ended.keys()) {
    const exponent = RETIRED_WITHOUT_DIGITS.has(code) ? 0 : 2
    found.set(code, { code, exponent, ended_on: ended.get(code) ?? null })
  }
  for (const { code, digits } of [...listOne, ...NEWER]) {
    if (WITHOUT_MINOR_UNIT.has(code)) continue
    found.set(code, { code, exponent: digits, ended_on: ended.get(code) ?? null })
  }
  return found
})

/** Every currency, by code. */
export const currencies = once((): readonly Currency[] =>
  [...table().values()].sort((a, b) => (a.code < b.code ? -1 : 1)),
)

/** Digits after the point of a currency, current or retired; undefined for any other text. */
export const exponentOf = (code: string): number | undefined => table().get(code)?.exponent

/** The same for a stored currency, which was checked when it was written; an Error for any other text. */
export function digitsOf(code: string): number {
  const exponent = exponentOf(code)
  if (exponent === undefined) throw new Error(`the stored currency ${code} is not in the table`)
  return exponent
}

const DAY_MS = 86_400_000
/** The last time zone in which a day ends: UTC-12. */
const LAST_ZONE_MS = 12 * 3_600_000

/**
 * The sentence that refuses `code` for an amount at `at` (epoch milliseconds); null where it is current then.
 * A currency has ended when its last day is over in every time zone.
 */
export function currencyFault(code: string, at: number): string | null {
  const currency = table().get(code)
  if (currency === undefined) return 'Expected a currency of ISO 4217'
  const { ended_on: day } = currency
  if (day === null || at < Date.parse(day) + DAY_MS + LAST_ZONE_MS) return null
  return `${code} is no longer current: it ended on ${day}`
}
