// Who has how many connections open: sockets and streams count alike. It must never lose count,
// which is why leaving is a function that counts once.

export interface Census {
  /** null where the account has as many as it may; else what takes it out of the count. */
  admit(account: string): (() => void) | null
}

export function createCensus(most: number | null): Census {
  const counts = new Map<string, number>()
  return {
    admit(account) {
      const count = counts.get(account) ?? 0
      if (most !== null && count >= most) return null
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
