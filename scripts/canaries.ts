// The search of the logs of a whole test run for what no line may hold. Prints where it is, not what it
// is. Exit code 1 where something is found, or where there is no log to look through.
// Usage: bun scripts/canaries.ts <directory of *.log files>

import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const CANARIES: Record<string, RegExp> = {
  'a password of the tests': /correct horse battery|canary-6Xq-password/i,
  'the signing secret of the tests': /a secret that only the tests of orderd know/,
  'an access token': /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}/,
  'a header of credentials': /\bBearer [\w.-]{20,}/,
  // Refresh tokens, tickets, set-up links and tracking links: 32 or 33 random bytes.
  'an opaque token': /(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{43,44}(?![\w-])/,
  'an API key': /\bodk_[\w-]{20,}/,
  'the secret of a webhook': /\bwhsec_[\w+/=-]{16,}/,
  'a hash of a password': /\$argon2id?\$|\$2[aby]\$\d\d\$/,
  'the number of a card': /\b(?:4\d{3}|5[1-5]\d{2})(?:[ -]?\d{4}){3}\b/,
  'an e-mail address': /[\w.+-]+@[\w-]+\.[a-z]{2,}/i,
}

const [directory = ''] = process.argv.slice(2)
const files = readdirSync(directory).filter((name) => name.endsWith('.log'))
let lines = 0
let found = 0
for (const file of files) {
  for await (const line of createInterface({ input: createReadStream(join(directory, file)) })) {
    lines += 1
    for (const [name, pattern] of Object.entries(CANARIES)) {
      if (!pattern.test(line)) continue
      found += 1
      const [, message = ''] = /"msg":"([^"]{0,80})/.exec(line) ?? []
      console.log(`${name} in a line of the log: ${message.replace(pattern, '…')}`)
    }
  }
}
console.log(`${lines} lines of logs, ${found} with what no log may hold`)
process.exit(found > 0 || lines === 0 ? 1 : 0)
