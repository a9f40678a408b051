// Lists in few lengths: a statement's text has a place for each value, and every other length would
// be another text for the engine to prepare and to keep.

/** The list, filled up to a power of two. */
export function padToPowerOfTwo<T>(list: readonly T[], filler: T): T[] {
  const size = 2 ** Math.ceil(Math.log2(Math.max(list.length, 1)))
  return [...list, ...Array.from({ length: size - list.length }, () => filler)]
}
