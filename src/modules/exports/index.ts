// GET /orders/export: the orders of a list as a file, your own or, for staff, all.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import type { Guard } from '#http/guard.ts'
import { SECURITY_HEADERS } from '#http/headers.ts'
import { OneOf, Query } from '#http/schema.ts'
import type { Log } from '#lib/log.ts'
import type { Proxies } from '#lib/proxies.ts'
import { type FilterParams, listParams, parseFilter } from '#modules/orders/public.ts'
import { loadTimezone } from '#modules/settings/public.ts'
import { noteExport } from './commands.ts'
import { FORMAT_NAMES, FORMATS } from './formats.ts'
import { exportStream } from './stream.ts'

interface ExportsDeps {
  guard: Guard
  execute: Execute
  db: Pick<Db, 'read' | 'capabilities'>
  log: Log
  proxies: Pick<Proxies, 'addressOf'>
  /** Brings the search index up to what was written. */
  catchUp: () => Promise<void>
}

/** A reader that takes nothing for 120 s is disconnected. */
const PATIENCE_S = 120

const FILE = { schema: { type: 'string' as const } }

export const exportsRoutes = ({ guard, execute, db, log, proxies, catchUp }: ExportsDeps) =>
  new Elysia({ name: 'exports', normalize: false }).use(guard).get(
    '/orders/export',
    async ({ query: { format = 'csv', ...asked }, call, request, server }) => {
      const { sort = '-created_at', q, ...filters } = asked
      const filter = await parseFilter(filters as FilterParams, () => loadTimezone(db.read))
      const query = { ...asked } as Record<string, string>
      const { caller, requestId } = call
      const address = proxies.addressOf(request)
      await execute(noteExport, { format, filter: query, address }, { caller, requestId })
      server?.timeout(request, PATIENCE_S)
      if (q !== undefined) await catchUp()
      const list = { filter, sort, ...(q === undefined ? {} : { q }) }
      const body = await exportStream(
        { db, reader: caller, list, format: FORMATS[format] },
        (error) => log.error('an export broke off', { request_id: requestId, error }),
      )
      return new Response(body, {
        headers: {
          ...SECURITY_HEADERS,
          'content-type': FORMATS[format].contentType,
          'content-disposition': `attachment; filename="orders.${format}"`,
        },
      })
    },
    {
      who: { user: 'orders:read' },
      produces: ['text/csv', 'application/x-ndjson'],
      query: Query({ ...listParams, format: Type.Optional(OneOf(FORMAT_NAMES)) }),
      detail: {
        operationId: 'exportOrders',
        summary: 'Orders as a file: the same filters as the list, as many as there are',
        description:
          'CSV has a row for each line, shipping, fee and discount, in the columns that POST ' +
          '/orders/import takes without a map; NDJSON has whole orders. Both bring an order back as ' +
          'it was.',
        tags: ['Orders'],
        responses: {
          200: {
            description: 'The file.',
            content: { 'text/csv': FILE, 'application/x-ndjson': FILE },
          },
        },
      },
    },
  )
