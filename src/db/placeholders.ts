// Placeholders of a statement: $1, $2, ... A list of another length is another text for the engine to
// prepare and to keep, so lists whose length varies are filled up to a power of two.

/** `$1, $2, $3`, one for each value; `first` is the number of the first. */
export const placeholders = (values: readonly unknown[], first = 1): string =>
  values.map((_, i) => `$${first + i}`).join(', ')

/** `($1, $2), ($3, $4)`: `rowCount` rows of `width` values each. */
export const placeholderRows = (rowCount: number, width: number, first = 1): string =>
  Array.from(
    { length: rowCount },
    (_, row) =>
      `(${Array.from({ length: width }, (_, i) => `$${first + row * width + i}`).join(', ')})`,
  ).join(', ')

/** The list, filled up with `filler` to a power of two. */
export function padToPowerOfTwo<T>(list: readonly T[], filler: T): T[] {
  const size = 2 ** Math.ceil(Math.log2(Math.max(list.length, 1)))
  return [...list, ...Array.from({ length: size - list.length }, () => filler)]
}
