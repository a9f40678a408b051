// The end of scripts/test.sh: failed tests, then tests that passed at a second attempt, then "N passed,
// N failed" from the junit reports as the last line. A failed step counts as one failure, unless it is
// the tests and a report names them; a missing report is a failure too, never a pass.
// Usage: bun scripts/test-summary.ts <directory of run-tests.ts> [failed step ...]

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [directory = '', ...failedSteps] = process.argv.slice(2)

interface Case {
  name: string
  outcome: 'passed' | 'failed' | 'skipped'
}

const ENTITIES = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&amp;', '&'],
] as const

const plain = (xml: string): string =>
  ENTITIES.reduce((text, [entity, character]) => text.replaceAll(entity, character), xml)

function casesOf(xml: string): Case[] {
  return [...xml.matchAll(/<testcase\s([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(
    ([, attributes = '', body = '']) => {
      const attribute = (name: string): string =>
        plain(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '')
      return {
        name: `${attribute('file')}: ${attribute('name')}`,
        outcome: /<(failure|error)\b/.test(body)
          ? 'failed'
          : /<skipped\b/.test(body)
            ? 'skipped'
            : 'passed',
      }
    },
  )
}

const reports = existsSync(directory)
  ? readdirSync(directory).filter((file) => /^junit-.*\.xml$/.test(file))
  : []
const cases = reports.flatMap((file) => casesOf(readFileSync(join(directory, file), 'utf8')))
const count = (outcome: Case['outcome']): number =>
  cases.filter((one) => one.outcome === outcome).length

const failures = cases.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)
const stepsToName = failedSteps.filter((step) => step !== 'test' || failures.length === 0)
if (cases.length === 0 && !stepsToName.includes('test')) stepsToName.push('test')
failures.push(...stepsToName.map((step) => `step ${step}, see its output above`))

for (const failure of failures) console.log(`failed: ${failure}`)
for (const name of retriedNames()) console.log(`passed at a second attempt: ${name}`)
const skipped = count('skipped')
console.log(
  `${count('passed')} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
)
process.exit(failures.length > 0 ? 1 : 0)

function retriedNames(): string[] {
  const path = join(directory, 'retried.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
}
