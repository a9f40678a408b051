// Typed integers and rates, parsed; null for other text.

import { decimalText } from './money.tsx'

export function parseInteger(text: string): number | null {
  const plain = text.trim().replace(/[\s']/g, '').replace('−', '-')
  if (!/^-?\d{1,15}$/.test(plain)) return null
  return Number(plain)
}

/** "10.75" -> 107500 parts per million. */
export function parseRate(text: string): number | null {
  const match = /^(\d{1,3})(?:[.,](\d{0,4}))?\s*%?$/.exec(text.trim())
  if (match === null) return null
  const [, whole = '', fraction = ''] = match
  return Number(whole + fraction.padEnd(4, '0'))
}

/** 107500 -> "10.75". */
export const rateInput = (ppm: number): string =>
  decimalText(ppm, 4).replace(/0+$/, '').replace(/\.$/, '')
