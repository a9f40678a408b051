// A moment as requests write it: ISO 8601 with a zone, or a day alone, which begins at midnight UTC.
// It must never take a day that is none for another: Date.parse makes 2 March of 30 February.

const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** Epoch milliseconds, or null for what is no moment. */
export function parseMoment(text: string): number | null {
  const day = MOMENT.exec(text)?.[1]
  const midnight = day === undefined ? Number.NaN : Date.parse(day)
  const at = Date.parse(text)
  if (Number.isNaN(midnight) || Number.isNaN(at)) return null
  return new Date(midnight).toISOString().slice(0, 10) === day ? at : null
}
