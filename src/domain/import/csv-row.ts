// A row of CSV as RFC 4180 has it. A cell that a spreadsheet would run as a formula leaves with an
// apostrophe in front, which spreadsheets take for "this is text", and which our own import takes
// off again. A library does this too, in ten times as long: an export is mostly cells.

/** A formula's first character (wide ones are as good), also behind apostrophes of the text's own. */
const RISKY = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/
const SPECIAL = /[",\r\n]/

const guardCell = (text: string): string => (RISKY.test(text) ? `'${text}` : text)

/** What was in the cell before it was guarded. */
export const unguardCell = (cell: string): string =>
  cell.startsWith("'") && RISKY.test(cell) ? cell.slice(1) : cell

function csvCell(text: string): string {
  const cell = guardCell(text)
  return SPECIAL.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** With its line end. */
export const csvRow = (texts: readonly string[]): string => `${texts.map(csvCell).join(',')}\n`
