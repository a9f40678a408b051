// The tables of docs/domain.md against those of the code, so that the page stays as the code is.

import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ORDER_STATUSES } from '#domain/order.ts'
import { TRANSITIONS } from '#domain/transitions.ts'

const PAGE = readFileSync(join(import.meta.dir, '../../docs/domain.md'), 'utf8')

/** The rows of the table under a heading, each a list of cells without backquotes. */
function tableUnder(heading: string): string[][] {
  const section = PAGE.split(/^#+ /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.replaceAll('`', '').trim()),
    )
}

test('the transitions of the page are those of the code', () => {
  const documented = tableUnder('Transitions').map(([step, from, to]) => [step, from, to])
  const coded = Object.entries(TRANSITIONS).map(([step, { from, to }]) => [
    step,
    from.join(', '),
    to ?? 'stays',
  ])
  expect(documented).toEqual(coded)
})

test('the statuses of the page are those of the code', () => {
  expect(tableUnder('3. Order status').map(([status]) => status)).toEqual([...ORDER_STATUSES])
})
