// How many decimals a currency has, from the list of ISO 4217. It must never guess: a code that is
// not money somewhere today has no exponent, and its order is refused.

import { data as currencies } from 'currency-codes'

// In the standard their minor unit is "N.A."; the package says 0. Metals, bond market units, units
// of account, the code for tests and the code for no currency: nothing can be charged in them.
const WITHOUT_MINOR_UNIT = new Set('XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' '))

// In the standard since the package's list was made: the Caribbean guilder (2025).
const NEWER = [{ code: 'XCG', digits: 2 }]

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  [...NEWER, ...currencies]
    .filter(({ code }) => !WITHOUT_MINOR_UNIT.has(code))
    .map(({ code, digits }) => [code, digits]),
)

/** The exponent of an upper-case ISO 4217 code, or undefined when there is no such currency. */
export const exponentOf = (code: string): number | undefined => EXPONENTS.get(code)
