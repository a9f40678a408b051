// Log lines for terminals: "12:00:01.250 warn  message key=value", an error's stack below it. Control characters
// of values are escaped, so that no value forges a line or an escape sequence.

/** The line to print for one JSON line of the log. */
export function prettyLine(json: string): string {
  const { time, level, msg, err, ...fields } = JSON.parse(json)
  const clock = String(time).slice(11, 23)
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${shown(value)}`)
  return `${clock} ${String(level).padEnd(5)} ${harmless(String(msg))}${pairs.join('')}\n${stackOf(err)}`
}

const shown = (value: unknown): string =>
  typeof value === 'string' && /^[\w./:@-]+$/.test(value) ? value : harmless(JSON.stringify(value))

function stackOf(err: { stack?: string; cause?: unknown } | undefined): string {
  if (typeof err?.stack !== 'string') return err === undefined ? '' : `  ${shown(err)}\n`
  const lines = err.stack.split('\n').map((line) => `  ${harmless(line)}\n`)
  return lines.join('') + stackOf(err.cause as typeof err)
}

/** Control characters as \u escapes. */
const harmless = (text: string): string =>
  text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
