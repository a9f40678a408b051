// The log of every test, kept where the test run asks for it: scripts/canaries.ts looks through all of it
// at the end.

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

const { ORDERD_TEST_LOGS } = process.env

export function keepLog(text: string): void {
  if (ORDERD_TEST_LOGS === undefined) return
  appendFileSync(join(ORDERD_TEST_LOGS, `${process.pid}.log`), text)
}
