// A row of CSV by RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front,
// which marks text in spreadsheets, and which our own import takes off. Written by hand: an export is mostly
// cells, and a library takes 10 times as long.

/** A formula's first character (wide ones are as good), also behind apostrophes of the text's own. */
const RISKY = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/
const SPECIAL = /[",\r\n]/

const guardCell = (text: string): string => (RISKY.test(text) ? `'${text}` : text)

/** The cell before the apostrophe was added. */
export const unguardCell = (cell: string): string =>
  cell.startsWith("'") && RISKY.test(cell) ? cell.slice(1) : cell

function csvCell(text: string): string {
  const cell = guardCell(text)
  return SPECIAL.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** A row with its line end. */
export const csvRow = (texts: readonly string[]): string => `${texts.map(csvCell).join(',')}\n`
