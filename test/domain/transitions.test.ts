// The tables of docs/domain.md against those of the code, so that the page stays as the code is.

import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ORDER_COMMANDS } from '#domain/allowed.ts'
import { FULFILLMENT_STEPS } from '#domain/fulfillment.ts'
import { PAYMENT_STATUS_RULES } from '#domain/ledger.ts'
import { ORDER_STATUSES } from '#domain/order.ts'
import { RETURN_STEPS } from '#domain/return.ts'
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

test('the commands that the page lists under `allowed` are those of the code', () => {
  const documented = tableUnder('`allowed`').flatMap(([commands = '']) => commands.split(', '))
  expect(documented.toSorted()).toEqual(ORDER_COMMANDS.toSorted())
})

test('the steps of a fulfillment and of a return are those of the code', () => {
  const coded = (steps: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(steps).map(([to, from]) => [from.join(', '), to])
  const documented = (heading: string) => tableUnder(heading).map(([, from, to]) => [from, to])
  expect(documented('Fulfillments')).toEqual(coded(FULFILLMENT_STEPS))
  expect(documented('Returns').toSorted()).toEqual(coded(RETURN_STEPS).toSorted())
})

test('the payment statuses of the page come in the order of the code', () => {
  const documented = tableUnder('Payment status').map(([status]) => status)
  expect(documented).toEqual([...PAYMENT_STATUS_RULES.map(([status]) => status), 'unpaid'])
})
