// The format of an import or export file: CSV or NDJSON, by the flag or the file's ending.

import { EXIT, Failure } from './failure.ts'

export type FileFormat = 'csv' | 'ndjson'

const BY_ENDING: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
}

/** Exit code 2 where neither says. */
export function formatOf(path: string, format: string | undefined): FileFormat {
  const name = format ?? path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  const found = Object.hasOwn(BY_ENDING, name) ? BY_ENDING[name] : undefined
  if (found !== undefined) return found
  throw new Failure(`is ${path} CSV or NDJSON? Say --format csv or --format ndjson`, EXIT.usage)
}
