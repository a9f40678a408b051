// What an event changed, on a line: field, before, after. Long values are cut; the order itself has
// them whole.

const QUIET: ReadonlySet<string> = new Set(['updated_at', 'version'])
const LONGEST = 80

export function changesText(change: Record<string, [unknown, unknown]> | undefined): string {
  return Object.entries(change ?? {})
    .filter(([field]) => !QUIET.has(field))
    .map(
      ([field, [before, after]]) =>
        `${field.replaceAll('_', ' ')}: ${valueText(before)} → ${valueText(after)}`,
    )
    .join(' · ')
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
