// The summary of scripts/test.sh, on reports of every kind.

import { expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

const SCRIPT = join(import.meta.dir, '../../scripts/test-summary.ts')

const REPORT = `<?xml version="1.0"?>
<testsuites><testsuite name="a.test.ts" tests="4">
  <testcase name="adds" classname="a" time="0" file="a.test.ts" assertions="1" />
  <testcase name="a &lt; b &amp;&amp; c" classname="a" time="0" file="a.test.ts" assertions="1">
    <failure type="AssertionError" />
  </testcase>
  <testcase name="later" classname="a" time="0" file="a.test.ts" assertions="0">
    <skipped />
  </testcase>
  <testcase name="subtracts" classname="a" time="0" file="a.test.ts" assertions="1" />
</testsuite></testsuites>`

async function summary(xml: string | null, ...failedSteps: string[]) {
  return summaryOf(xml === null ? {} : { 'junit-exact.xml': xml }, ...failedSteps)
}

/** The summary of a directory with these files. */
async function summaryOf(files: Readonly<Record<string, string>>, ...failedSteps: string[]) {
  const directory = `/tmp/orderd-reports-${crypto.randomUUID()}`
  for (const [name, text] of Object.entries(files)) await Bun.write(join(directory, name), text)
  const run = Bun.spawnSync([process.execPath, SCRIPT, directory, ...failedSteps])
  rmSync(directory, { recursive: true, force: true })
  return { exitCode: run.exitCode, lines: run.stdout.toString().trimEnd().split('\n') }
}

const passing = REPORT.replace(/<failure.*\/>/, '')

test('counts come from the report and failures are named', async () => {
  expect(await summary(REPORT, 'test')).toEqual({
    exitCode: 1,
    lines: ['failed: a.test.ts: a < b && c', '2 passed, 1 failed, 1 skipped'],
  })
})

test('nothing skipped is not mentioned, and nothing failed is exit code 0', async () => {
  const report = passing.replace('<skipped />', '')
  expect(await summary(report)).toEqual({ exitCode: 0, lines: ['4 passed, 0 failed'] })
})

test('the reports of all groups count, and each retry is named', async () => {
  const report = passing.replace('<skipped />', '')
  expect(
    await summaryOf({
      'junit-exact.xml': report,
      'junit-processes.xml': report,
      'retried.json': JSON.stringify(['a window that was slow']),
    }),
  ).toEqual({
    exitCode: 0,
    lines: ['passed at a second attempt: a window that was slow', '8 passed, 0 failed'],
  })
})

test('a failed check fails the run although every test passed', async () => {
  const { exitCode, lines } = await summary(passing, 'check')
  expect(exitCode).toBe(1)
  expect(lines.at(-1)).toBe('3 passed, 1 failed, 1 skipped')
})

test('tests that failed without a failed case, as a file that cannot be loaded, fail the run', async () => {
  const { exitCode, lines } = await summary(passing, 'test')
  expect(exitCode).toBe(1)
  expect(lines.at(-1)).toBe('3 passed, 1 failed, 1 skipped')
})

test.each([null, '', '<testsuites></testsuites>'])(
  'a report without a case fails: %p',
  async (xml) => {
    const { exitCode, lines } = await summary(xml)
    expect(exitCode).toBe(1)
    expect(lines.at(-1)).toBe('0 passed, 1 failed')
  },
)
