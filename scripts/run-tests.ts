// The test run: first what is exact at once, then real processes and browsers, which may lose once to a
// busy machine and get a second attempt. Writes a junit report for each group and the names of the
// tests that passed at a later attempt, for test-summary.ts, and the logs of all tests, for canaries.ts.
// Usage: bun scripts/run-tests.ts <directory>

import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const [directory = '.cache'] = process.argv.slice(2)
const ROOT = join(import.meta.dir, '..')
const TIMEOUT_MS = 30_000

/** Tests of real processes and browsers. */
const WITH_PROCESSES =
  /^test\/(browser|cli|conformance|faults)\/|^test\/client\/(process|package|docs)\./

const files = [...new Bun.Glob('test/**/*.test.ts').scanSync({ cwd: ROOT })].sort()
const groups = [
  { name: 'exact', retry: 0, files: files.filter((file) => !WITH_PROCESSES.test(file)) },
  { name: 'processes', retry: 1, files: files.filter((file) => WITH_PROCESSES.test(file)) },
]

const logs = join(ROOT, directory, 'logs')
rmSync(logs, { recursive: true, force: true })
mkdirSync(logs, { recursive: true })

const retried: string[] = []
let hasFailed = false
for (const group of groups) {
  const run = Bun.spawn(
    [
      process.execPath,
      'test',
      `--timeout=${TIMEOUT_MS}`,
      `--retry=${group.retry}`,
      '--reporter=junit',
      `--reporter-outfile=${join(directory, `junit-${group.name}.xml`)}`,
      ...group.files,
    ],
    {
      cwd: ROOT,
      env: { ...process.env, ORDERD_TEST_LOGS: logs },
      stdin: 'ignore',
      stdout: 'inherit',
      stderr: 'pipe',
    },
  )
  for await (const line of lines(run.stderr)) {
    console.error(line)
    const [, name] = /^\(pass\) (.*) \(attempt \d+\)/.exec(Bun.stripANSI(line)) ?? []
    if (name !== undefined) retried.push(name)
  }
  hasFailed ||= (await run.exited) !== 0
}
await Bun.write(join(directory, 'retried.json'), JSON.stringify(retried))
process.exit(hasFailed ? 1 : 0)

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
  if (rest !== '') yield rest
}
