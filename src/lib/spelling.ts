// "Did you mean": the known word that a given one is a slip of the finger away from. Never guesses
// further than one letter left out, added, changed or swapped with its neighbour.

const without = (word: string, at: number): string => word.slice(0, at) + word.slice(at + 1)

function isSlip(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, i) => letter !== b[i])
  if (at === -1) return b.length === a.length + 1
  const swapped =
    a.slice(0, at) +
    a
      .slice(at, at + 2)
      .split('')
      .reverse()
      .join('') +
    a.slice(at + 2)
  return (
    swapped === b ||
    without(a, at) === b ||
    a === without(b, at) ||
    without(a, at) === without(b, at)
  )
}

export const didYouMean = (word: string, known: readonly string[]): string | undefined =>
  known.find((candidate) => isSlip(word, candidate))
