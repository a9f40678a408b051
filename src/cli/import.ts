// `import` streams a file to the API and prints its report: a summary, or all of it as JSON.

import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { ImportReport } from '#modules/imports/public.ts'
import { withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { formatOf } from './file-format.ts'
import { importSummary } from './import-summary.ts'
import { type Io, jsonLine } from './io.ts'
import { loadConfig } from './load-config.ts'
import { type Progress, startProgress } from './progress.ts'

type ImportCommand = InvocationOf<'import orders' | 'import products' | 'import customers'>

const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

/** Exit code 1: the file cannot be read to its end, or all its rows are refused. */
export async function run(invocation: ImportCommand, io: Io): Promise<number> {
  const { command, args, options, flags } = invocation
  const [path] = args
  const kind = command.slice('import '.length)
  const query = new URLSearchParams()
  if (options['dry-run']) query.set('dry_run', 'true')
  if (options.events) query.set('events', 'true')
  if (options.map !== undefined) query.set('map', compact(options.map))
  const type = TYPES[formatOf(path, options.format)]
  const { config } = loadConfig(flags, io)
  const { size } = statSync(path)
  const progress = startProgress(size, io)
  const report = await withApi(
    config,
    (api) =>
      api.send<ImportReport>('POST', `/${kind}/import?${query}`, {
        headers: { 'content-type': type },
        body: streamOf(path, progress),
      }),
    { demo: false },
  ).finally(() => progress.end())
  if (options.report !== undefined) writeFileSync(options.report, jsonLine(report))
  io.out(options.json ? jsonLine(report) : importSummary(report, path))
  const isNothing = report.rows.in + report.rows.unchanged === 0 && report.rows.refused > 0
  return report.complete && !isNothing ? EXIT.done : EXIT.failed
}

/** The map file as compact JSON; the import reports its mistakes. */
function compact(path: string): string {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}

function streamOf(path: string, progress: Progress): ReadableStream<Uint8Array> {
  // Opened before the directory is locked: a wrong name fails at once.
  closeSync(openSync(path, 'r'))
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      progress.add(chunk.byteLength)
      controller.enqueue(chunk)
    },
  })
  return Bun.file(path).stream().pipeThrough(count)
}
