// A paged list from the server: its table, its states, and its paging. The cursors of former pages are
// kept; another `queryKey` starts at the first page.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ComponentProps, type ReactNode, useState } from 'react'
import type { CallOptions } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { useShortcut } from './shortcuts.tsx'
import { Failure, Skeleton } from './states.tsx'
import { Table } from './table.tsx'

export interface PageQuery {
  limit: number
  cursor: string | undefined
}

interface ListProps<T> extends Omit<ComponentProps<typeof Table<T>>, 'rows'> {
  queryKey: readonly unknown[]
  load: (
    page: PageQuery,
    options: CallOptions,
  ) => Promise<{ items: readonly T[]; next_cursor: string | null }>
  empty: ReactNode
  pageSize?: number
  /** The main list of the view has the paging shortcuts. */
  isMain?: boolean
  isNewestFirst?: boolean
}

export function List<T>(props: ListProps<T>) {
  const { queryKey, load, empty, pageSize = 50, isMain = false, ...table } = props
  const { isNewestFirst = true, ...tableProps } = table
  const about = JSON.stringify(queryKey)
  const [paging, setPaging] = useState<{ about: string; cursors: readonly string[] }>({
    about,
    cursors: [],
  })
  const cursors = paging.about === about ? paging.cursors : []
  const cursor = cursors.at(-1)
  const { data, error, refetch, isFetching, isPlaceholderData } = useQuery({
    queryKey: [...queryKey, cursor ?? 'first'],
    queryFn: ({ signal }) => load({ limit: pageSize, cursor }, { signal }),
    placeholderData: keepPreviousData,
  })
  const next = data?.next_cursor ?? null

  const onward = () => {
    if (next !== null && !isPlaceholderData) setPaging({ about, cursors: [...cursors, next] })
  }
  const back = () => setPaging({ about, cursors: cursors.slice(0, -1) })

  if (data === undefined) {
    return error === null ? (
      <div className="parts-panel-body">
        <Skeleton lines={isMain ? 10 : 4} />
      </div>
    ) : (
      <Failure error={error} name={table.label} onRetry={() => void refetch()} />
    )
  }
  return (
    <div aria-busy={isFetching}>
      {isMain && <Keys onward={onward} back={back} />}
      {data.items.length === 0 ? empty : <Table {...tableProps} rows={data.items} />}
      {(cursors.length > 0 || next !== null) && (
        <nav className="parts-pages" aria-label={t.parts.pagesOf(table.label)}>
          <Button size="small" disabled={cursors.length === 0} onClick={back}>
            <Icon name="back" />
            {isNewestFirst ? t.parts.newer : t.parts.previous}
          </Button>
          <Button size="small" disabled={next === null || isPlaceholderData} onClick={onward}>
            {isNewestFirst ? t.parts.older : t.parts.next}
            <Icon name="next" />
          </Button>
        </nav>
      )}
    </div>
  )
}

function Keys({ onward, back }: { onward: () => void; back: () => void }) {
  useShortcut(']', t.parts.nextPage, onward)
  useShortcut('[', t.parts.previousPage, back)
  useShortcut('j', t.parts.intoTable, () =>
    document.querySelector<HTMLElement>('.parts-table tbody tr[tabindex="0"]')?.focus(),
  )
  return null
}
