// A remaining time as a number and a unit, for the catalogs to put into words.

/** A remaining time in its largest whole unit: days and hours from two of them on. */
export function countdown(ms: number): [count: number, unit: 'minute' | 'hour' | 'day'] {
  const minutes = Math.max(0, Math.ceil(ms / 60_000))
  if (minutes < 120) return [minutes, 'minute']
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? [hours, 'hour'] : [Math.floor(hours / 24), 'day']
}
