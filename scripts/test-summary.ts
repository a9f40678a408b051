// The end of scripts/test.sh: what failed, then "N passed, N failed" from the junit report as the
// last line. A failed step counts as one failure, unless it is the tests and the report names them;
// a report that is missing is a failure too, never a pass.
// Usage: bun scripts/test-summary.ts <report.xml> [failed step ...]

import { existsSync, readFileSync } from 'node:fs'

const [reportPath = '', ...failedSteps] = process.argv.slice(2)

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

const cases = existsSync(reportPath) ? casesOf(readFileSync(reportPath, 'utf8')) : []
const count = (outcome: Case['outcome']): number =>
  cases.filter((one) => one.outcome === outcome).length

const failures = cases.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)
const stepsToName = failedSteps.filter((step) => step !== 'test' || failures.length === 0)
if (cases.length === 0 && !stepsToName.includes('test')) stepsToName.push('test')
failures.push(...stepsToName.map((step) => `step ${step}, see its output above`))

for (const failure of failures) console.log(`failed: ${failure}`)
const skipped = count('skipped')
console.log(
  `${count('passed')} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
)
process.exit(failures.length > 0 ? 1 : 0)
