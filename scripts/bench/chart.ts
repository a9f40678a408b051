// A chart of the ratios: a bar for each measure and side, on a logarithmic scale around 1, to the right
// where orderd is better. SVG without a script or a font of its own.

import type { Measure } from './figures.ts'

const ROW = 22
const LEFT = 380
const WIDTH = 900
const MIDDLE = LEFT + 200
/** Pixels of a doubling. */
const STEP = 48
const COLORS = ['#2f6fdb', '#8a8f98', '#c26a2d', '#4c9a5f']
const LESS_IS_BETTER = new Set(['ms', 's', 'bytes', 'MB'])

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

export function chartOf(measures: readonly Measure[]): string {
  const bars = measures.flatMap(({ name, unit, ratios }) =>
    Object.entries(ratios).map(([side, ratio]) => ({
      label: `${name}, ${LESS_IS_BETTER.has(unit) ? 'less' : 'more'} is better, to ${side}`,
      ratio,
      gain: LESS_IS_BETTER.has(unit) ? 1 / ratio : ratio,
      side,
    })),
  )
  const sides = [...new Set(bars.map(({ side }) => side))]
  const rows = bars.map(({ label, ratio, gain, side }, index) => {
    const y = index * ROW + 10
    const length = Math.max(-190, Math.min(WIDTH - MIDDLE - 70, Math.log2(gain) * STEP))
    const x = Math.min(MIDDLE, MIDDLE + length)
    const color = COLORS[sides.indexOf(side) % COLORS.length]
    const at = length < 0 ? MIDDLE + 6 : MIDDLE + length + 6
    return [
      `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${x}" y="${y}" width="${Math.abs(length)}" height="${ROW - 6}" fill="${color}"/>`,
      `<text x="${at}" y="${y + 13}">${ratio.toPrecision(3)}</text>`,
    ].join('\n')
  })
  const height = bars.length * ROW + 20
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...rows,
    `<line x1="${MIDDLE}" x2="${MIDDLE}" y1="0" y2="${height}" stroke="#333"/>`,
    '</svg>\n',
  ].join('\n')
}
