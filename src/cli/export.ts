// `export orders` streams the orders of a list to a file or to standard output. A complete file gets its
// name at the end; until then it is `FILE.part`.

import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { type Api, withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { formatOf } from './file-format.ts'
import type { Io } from './io.ts'
import { loadConfig } from './load-config.ts'

/** 1: an unknown filter, a file that cannot be written, an export that broke off. */
export async function run(invocation: InvocationOf<'export orders'>, io: Io): Promise<number> {
  const { args, options, flags } = invocation
  const [path] = args
  const query = new URLSearchParams(options.filter)
  query.set('format', formatOf(path, options.format))
  const { config } = loadConfig(flags, io)
  await withApi(config, async (api) => {
    const write = (take: (chunk: Uint8Array) => void) => copy(api, `/orders/export?${query}`, take)
    if (path !== '-') return toFile(path, write)
    const decoder = new TextDecoder()
    await write((chunk) => io.out(decoder.decode(chunk, { stream: true })))
  })
  return EXIT.done
}

async function copy(api: Api, path: string, take: (chunk: Uint8Array) => void): Promise<void> {
  for await (const chunk of await api.read(path)) take(chunk)
}

async function toFile(
  path: string,
  write: (take: (chunk: Uint8Array) => void) => Promise<void>,
): Promise<void> {
  const part = `${path}.part`
  const file = openSync(part, 'w')
  try {
    await write((chunk) => writeSync(file, chunk))
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}
