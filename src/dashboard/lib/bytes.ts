// The size of a file in the unit that fits it.

import { locale } from './language.ts'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const THOUSAND = 1_000

/** 1234567 -> "1.2 MB". */
export function bytesText(bytes: number): string {
  const steps = bytes < THOUSAND ? 0 : Math.floor(Math.log10(bytes) / 3)
  const at = Math.min(steps, UNITS.length - 1)
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[at] ?? 'byte',
    unitDisplay: at === 0 ? 'long' : 'short',
    maximumFractionDigits: at < 2 ? 0 : 1,
  }).format(bytes / THOUSAND ** at)
}
