// The connection count of each account, or of another key: sockets and streams count alike.

export interface ConnectionCount {
  /** null at the limit of the account; else a function that takes the connection out of the count, once. */
  admit(account: string): (() => void) | null
}

export function createConnectionCount(max: number | null): ConnectionCount {
  const counts = new Map<string, number>()
  return {
    admit(account) {
      const count = counts.get(account) ?? 0
      if (max !== null && count >= max) return null
      counts.set(account, count + 1)
      let isIn = true
      return () => {
        if (!isIn) return
        isIn = false
        const left = (counts.get(account) ?? 1) - 1
        if (left === 0) counts.delete(account)
        else counts.set(account, left)
      }
    },
  }
}
