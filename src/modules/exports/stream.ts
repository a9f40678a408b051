// Orders as a stream that its reader pulls: the next page is read when the one before has gone out,
// so memory is that of a page however long the file is, and who goes away stops the reading. It must
// never hold a transaction from one page to the next, nor keep other requests waiting for its end.

import type { Db } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import { type Turn, takeTurns } from '#lib/turn.ts'
import { type ListRequest, listOrders } from '#modules/orders/public.ts'
import type { ExportFormat } from './formats.ts'

const PAGE = 100

export interface Export {
  db: Pick<Db, 'read' | 'capabilities'>
  reader: Caller
  list: Omit<ListRequest, 'limit' | 'cursor'>
  format: ExportFormat
}

/** The list itself, from its first page to its last. A page of CSV can take longer than a turn. */
async function* pagesOf({ db, reader, list, format }: Export, turn: Turn): AsyncGenerator<string> {
  let head = format.head
  let cursor: string | undefined
  do {
    const { texts, next_cursor } = await listOrders(db, reader, { ...list, limit: PAGE, cursor })
    const encoded = [head]
    for (const text of texts) {
      encoded.push(format.encode(text))
      if (turn.isOver) await turn.next()
    }
    yield encoded.join('')
    head = ''
    cursor = next_cursor ?? undefined
  } while (cursor !== undefined)
}

/**
 * Rejects where the first page cannot be read. After that its reader sees a file that breaks off, and
 * `onFault` gets the error.
 */
export async function exportStream(
  request: Export,
  onFault: (error: unknown) => void,
): Promise<ReadableStream<Uint8Array>> {
  const turn = takeTurns()
  const pages = pagesOf(request, turn)
  const encoder = new TextEncoder()
  let page = await pages.next()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (page.done) return controller.close()
        controller.enqueue(encoder.encode(page.value))
        try {
          // Reads of SQLite are done when they are asked: without a pause no other request would get a turn.
          await turn.next()
          page = await pages.next()
        } catch (error) {
          onFault(error)
          controller.error(error)
        }
      },
      async cancel() {
        await pages.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
