// The export of the filtered orders as a file. The button shows the size received so far, and stops it.

import { useRef, useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { locale } from '#dashboard/lib/language.ts'
import { saveFile } from '#dashboard/lib/save-file.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { queryOf } from './query.ts'
import type { OrdersSearch } from './search.ts'

type Format = 'csv' | 'ndjson'

const KILOBYTE = 1024
const size = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })

export function Export({ search }: { search: OrdersSearch }) {
  const [bytes, setBytes] = useState<number | null>(null)
  const download = useRef<AbortController | null>(null)

  async function run(format: Format): Promise<void> {
    const stop = new AbortController()
    download.current = stop
    setBytes(0)
    try {
      const { cursor: _cursor, limit: _limit, ...filter } = queryOf(search)
      const query = { ...filter, format }
      const response = (await client.orders.export(query, { signal: stop.signal })) as Response
      saveFile(await read(response, setBytes), `orders.${format}`)
      notify(t.orders.export.saved(`orders.${format}`))
    } catch (error) {
      if (!stop.signal.aborted) notifyRefusal(t.orders.export.failed, error)
    } finally {
      setBytes(null)
    }
  }

  if (bytes !== null) {
    return (
      <Button onClick={() => download.current?.abort()} title={t.orders.export.stop}>
        <span className="parts-tabular">{size.format(bytes / KILOBYTE)} KB</span>
        <Icon name="close" />
      </Button>
    )
  }
  return (
    <Menu
      label={t.orders.export.label}
      title={t.common.export}
      tone="quiet"
      size="icon"
      items={() => [
        { label: t.orders.export.csv, run: () => void run('csv') },
        { label: t.orders.export.ndjson, run: () => void run('ndjson') },
      ]}
    >
      <Icon name="export" />
    </Menu>
  )
}

async function read(response: Response, onBytes: (bytes: number) => void): Promise<Blob> {
  const { body } = response
  if (body === null) return response.blob()
  let bytes = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      onBytes(bytes)
      controller.enqueue(chunk)
    },
  })
  return new Response(body.pipeThrough(counter), { headers: response.headers }).blob()
}
