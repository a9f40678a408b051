// The count of connections without an account, sockets before their sign-in and streams of strangers alike: in total,
// and from each address, so that one stranger does not take the place of all others.

import { createConnectionCount } from './connection-count.ts'

export interface StrangerCount {
  /** null at a limit; else a function that takes the connection out of the count, once. */
  admit(address: string): (() => void) | null
}

interface StrangerLimits {
  /** null: no limit. */
  unauthenticated: number | null
  perAddress: number | null
}

export function createStrangerCount(limits: StrangerLimits): StrangerCount {
  const total = createConnectionCount(limits.unauthenticated)
  const byAddress = createConnectionCount(limits.perAddress)
  return {
    admit(address) {
      const leaveAddress = byAddress.admit(address)
      if (leaveAddress === null) return null
      const leaveTotal = total.admit('all')
      if (leaveTotal === null) {
        leaveAddress()
        return null
      }
      return () => {
        leaveAddress()
        leaveTotal()
      }
    },
  }
}
