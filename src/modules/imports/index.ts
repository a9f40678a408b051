// POST /orders/import, /products/import, /customers/import: a file streams in, its report comes out.
// The body is not buffered. docs/import.md describes the files.

import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Call } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import type { Policy } from '#domain/access.ts'
import { DomainError, invalid } from '#domain/errors.ts'
import { OWN_PLAN } from '#domain/import/maps.ts'
import { json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { Query } from '#http/schema.ts'
import { loadSettings } from '#modules/settings/public.ts'
import type { FileFormat } from './files.ts'
import { createImporter, type ImporterDeps } from './importer.ts'
import { ImportReport, parseMap } from './model.ts'
import type { ImportKind } from './report.ts'

interface ImportsDeps extends Omit<ImporterDeps, 'bulk'> {
  guard: Guard
  db: Db
}

const MAY = {
  orders: { staff: 'orders:write' },
  products: { staff: 'catalog:write' },
  customers: { staff: 'customers:write' },
} as const satisfies Record<ImportKind, Policy>

const ImportQuery = Query({
  dry_run: Type.Optional(Type.Boolean({ description: 'Goes through it all and writes nothing.' })),
  events: Type.Optional(
    Type.Boolean({ description: 'Webhooks hear of it; otherwise they do not.' }),
  ),
  map: Type.Optional(Type.String({ maxLength: 65_536, description: 'A map file, as JSON.' })),
})

const FORMATS: ReadonlyMap<string, FileFormat> = new Map([
  ['text/csv', 'csv'],
  ['application/csv', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
])

/** 415 unsupported_media_type. */
function formatOf(request: Request): FileFormat {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  const format = FORMATS.get(type ?? '')
  if (format !== undefined) return format
  throw new DomainError(
    'unsupported_media_type',
    'The body must be text/csv or application/x-ndjson.',
  )
}

export function importsRoutes({ guard, db, ...deps }: ImportsDeps) {
  const runImport = createImporter({ ...deps, bulk: db.capabilities.bulk })

  async function take(
    kind: ImportKind,
    { request, query, call }: { request: Request; query: Static<typeof ImportQuery>; call: Call },
  ): Promise<Response> {
    const format = formatOf(request)
    const { body: bytes } = request
    if (bytes === null) throw invalid([{ path: 'file', message: 'The file is empty' }])
    const plan = query.map === undefined ? OWN_PLAN : parseMap(query.map)
    const shop = await loadSettings(db.read)
    return json(
      await runImport({
        kind,
        bytes,
        format,
        plan,
        isDryRun: query.dry_run === true,
        isAnnounced: query.events === true,
        call,
        shop,
      }),
    )
  }

  const route = (kind: ImportKind) => ({
    who: MAY[kind],
    stream: true as const,
    query: ImportQuery,
    response: responses(200, ImportReport, ['unsupported_media_type', 'validation']),
    detail: {
      operationId: `import${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
      summary: `Import ${kind} from CSV or NDJSON`,
      tags: ['Imports'],
      requestBody: {
        required: true,
        content: { 'text/csv': { schema: TEXT }, 'application/x-ndjson': { schema: TEXT } },
      },
    },
  })

  return new Elysia({ name: 'imports', normalize: false })
    .use(guard)
    .post('/orders/import', (context) => take('orders', patient(context)), route('orders'))
    .post('/products/import', (context) => take('products', patient(context)), route('products'))
    .post('/customers/import', (context) => take('customers', patient(context)), route('customers'))
}

const TEXT = { type: 'string' as const }

/** A long file keeps a connection quiet for longer than the server waits otherwise. */
function patient<C extends { request: Request; server: Bun.Server<unknown> | null }>(
  context: C,
): C {
  context.server?.timeout(context.request, 0)
  return context
}
