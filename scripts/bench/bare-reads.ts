// The floors of reading, listing and the board: bare Bun.serve on bun:sqlite with the statements of orderd,
// and nothing else: no sign-in, no filter to read, no rights.

import type { Database } from 'bun:sqlite'
import { open } from './bare-place.ts'

interface Reads {
  one(id: string): string
  page(status: string, limit: number): string
  summaries(limit: number): string
}

interface Document {
  head: string
  rest: string
}

/** An order is a document of two texts, joined without reading them. */
function documentReads(db: Database): Reads {
  const columns = 'SELECT o.head, d.rest FROM orders o JOIN order_documents d ON d.n = o.n'
  const one = db.prepare<Document, string>(`${columns} WHERE o.id = ?`)
  const page = db.prepare<Document, [string, number]>(
    `${columns} WHERE o.status = ? ORDER BY o.created_at DESC, o.n DESC LIMIT ?`,
  )
  const board = db.prepare<{ head: string }, number>(
    'SELECT head FROM orders WHERE archived_at IS NULL ORDER BY created_at DESC, n DESC LIMIT ?',
  )
  const text = (found: Document | null): string =>
    found === null ? '{}' : `${found.head.slice(0, -1)},${found.rest.slice(1)}`
  return {
    one: (id) => text(one.get(id)),
    page: (status, limit) => `{"items":[${page.all(status, limit).map(text).join(',')}]}`,
    summaries: (limit) =>
      board
        .all(limit)
        .map(({ head }) => `${head.slice(0, -1)},"archived":false}`)
        .join(','),
  }
}

/** GET /orders/:id is one prepared read, any other path a page of the list, a message a snapshot. */
export function serveBareReads(path: string): number | undefined {
  const db = open(path)
  const reads = documentReads(db)
  const headers = { 'content-type': 'application/json' }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, self) {
      if (self.upgrade(request)) return undefined
      const id = request.url.slice(request.url.lastIndexOf('/') + 1)
      const text = id.startsWith('ord_') ? reads.one(id) : reads.page('pending', 50)
      return new Response(text, { headers })
    },
    websocket: {
      message(socket, message) {
        const { op, sub, limit } = JSON.parse(String(message))
        if (op !== 'sub') return
        socket.send(`{"op":"snap","sub":"${sub}","items":[${reads.summaries(limit)}],"more":false}`)
        socket.send(`{"op":"live","sub":"${sub}"}`)
      },
    },
  })
  return server.port
}
