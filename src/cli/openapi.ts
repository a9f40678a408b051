// `openapi` prints the OpenAPI document of an application on an empty temporary database.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, line } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function run(_: InvocationOf<'openapi'>, io: Io): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-openapi-'))
  try {
    const { config } = loadConfig({ 'data-dir': directory }, { ...io, env: {} })
    const document = await withApi(config, (api) => api.call('GET', '/docs/json'))
    io.out(line(JSON.stringify(document, null, 2)))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  return EXIT.done
}
