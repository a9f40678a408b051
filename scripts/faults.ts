// The long run of test/faults: every row N times against the compiled binary, then a table of what was tried.
// Usage: bun run test:faults --rounds N

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1' } } })
const rounds = Number(values.rounds)
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error('--rounds takes a whole number from 1')
  process.exit(2)
}

interface Row {
  fault: string
  skipped?: string
  rounds?: number
  faults?: number
  bad?: number
  acknowledged?: number
  lost?: number
}

const directory = mkdtempSync(join(tmpdir(), 'orderd-faults-'))
const table = join(directory, 'table')
await Bun.write(table, '')
const run = Bun.spawn([process.execPath, 'test', '--timeout=60000', 'test/faults'], {
  cwd: join(import.meta.dir, '..'),
  env: { ...process.env, ORDERD_FAULT_ROUNDS: String(rounds), ORDERD_FAULT_TABLE: table },
  stdin: 'ignore',
  stdout: 'inherit',
  stderr: 'inherit',
})
const code = await run.exited
const rows = readFileSync(table, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row)
rmSync(directory, { recursive: true })

console.log(
  '| row | rounds | faults | bad inputs | acknowledged | lost |\n|---|---|---|---|---|---|',
)
for (const { fault, skipped, ...row } of rows) {
  const figures = [row.rounds, row.faults, row.bad, row.acknowledged, row.lost]
  console.log(
    skipped === undefined
      ? `| ${[fault, ...figures].join(' | ')} |`
      : `| ${fault} | skipped: ${skipped} | | | | |`,
  )
}
process.exit(code)
