// The orders table. The server searches, filters and pages it, so that 100,000 orders are as fast as 100; the
// address keeps the filter, and the feed keeps the rows current.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { COLUMNS } from '#dashboard/parts/order/columns.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { useKeyHint, useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Empty, Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { Table } from '#dashboard/parts/table.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { Export } from './export.tsx'
import { Filters } from './filters.tsx'
import { queryOf } from './query.ts'
import type { OrdersSearch } from './search.ts'
import { SavedViews } from './views.tsx'
import { visibleColumns } from './visible-columns.ts'

const route = getRouteApi('/signed-in/shell/orders')
const PAGE = 50
const texts = t.orders

export function Orders(): ReactNode {
  const search = route.useSearch()
  const navigate = useNavigate()
  const isStaff = useIsStaff()
  const columnKeys = useStore(visibleColumns)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  /** The cursors of the previous pages. */
  const [before, setBefore] = useState<readonly (string | undefined)[]>([])

  const { data, error, refetch, isFetching, isPlaceholderData } = useQuery({
    queryKey: ['orders', search],
    queryFn: ({ signal }) => client.orders.list({ ...queryOf(search), limit: PAGE }, { signal }),
    placeholderData: keepPreviousData,
  })

  const go = useCallback(
    (next: OrdersSearch) => void navigate({ to: '/orders', search: next }),
    [navigate],
  )
  const change = useCallback(
    (filter: OrdersSearch) => {
      setBefore([])
      setSelected(new Set())
      void navigate({
        to: '/orders',
        search: (now: OrdersSearch) => ({ ...now, ...filter, cursor: undefined }),
        replace: true,
      })
    },
    [navigate],
  )
  const columns = useMemo(() => COLUMNS.filter(({ key }) => columnKeys.includes(key)), [columnKeys])
  const items = data?.items ?? []
  const open = (order: Order) => void navigate({ to: '/orders/$id', params: { id: order.id } })

  const older = () => {
    if (!data?.next_cursor) return
    setBefore([...before, search.cursor])
    go({ ...search, cursor: data.next_cursor })
  }
  const newer = () => {
    go({ ...search, cursor: before.at(-1) })
    setBefore(before.slice(0, -1))
  }
  useKeyHint('x', texts.shortcuts.select)
  useShortcut(']', t.parts.nextPage, older)
  useShortcut('[', t.parts.previousPage, () => {
    if (search.cursor !== undefined) newer()
  })
  useShortcut('j', t.parts.intoTable, () =>
    document.querySelector<HTMLElement>('.parts-table tbody tr[tabindex="0"]')?.focus(),
  )

  const isFiltered = Object.keys(search).some((name) => name !== 'cursor' && name !== 'sort')
  return (
    <>
      <ViewHead title={t.common.orders} name={t.common.orders}>
        {isStaff && <SavedViews search={search} onOpen={go} />}
        <Columns />
        {isStaff && <Export search={search} />}
      </ViewHead>
      <div className="parts-view-body">
        <Filters search={search} onChange={change} />
        <div className="parts-panel" aria-busy={isFetching}>
          {error !== null && data === undefined ? (
            <Failure error={error} name={t.common.orders} onRetry={() => void refetch()} />
          ) : data === undefined ? (
            <div className="parts-panel-body">
              <Skeleton lines={10} />
            </div>
          ) : items.length === 0 ? (
            <NoOrders isFiltered={isFiltered} onClear={() => go({})} />
          ) : (
            <Table
              label={t.common.orders}
              columns={columns}
              rows={items}
              keyOf={({ id }) => id}
              nameOf={nameOf}
              onOpen={open}
              linkTo={({ id }, children) => (
                <Link className="parts-cell-link" to="/orders/$id" params={{ id }} tabIndex={-1}>
                  {children}
                </Link>
              )}
              sort={search.sort ?? '-created_at'}
              onSort={(sort) => change({ sort })}
              {...(isStaff ? { picked: selected, onPick: setSelected } : {})}
            />
          )}
          {(search.cursor !== undefined || data?.next_cursor) && (
            <nav className="parts-pages" aria-label={t.parts.pagesOf(t.common.orders)}>
              <Button
                size="small"
                disabled={search.cursor === undefined}
                onClick={newer}
                title={`${t.parts.previousPage} ([)`}
              >
                <Icon name="back" />
                {before.length > 0 || search.cursor === undefined ? t.parts.newer : texts.firstPage}
              </Button>
              <Button
                size="small"
                disabled={!data?.next_cursor || isPlaceholderData}
                onClick={older}
                title={`${t.parts.nextPage} (])`}
              >
                {t.parts.older}
                <Icon name="next" />
              </Button>
            </nav>
          )}
        </div>
        <BulkBar
          selected={items.filter(({ id }) => selected.has(id))}
          onClear={() => setSelected(new Set())}
        />
      </div>
    </>
  )
}

function NoOrders({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (!isFiltered) {
    return (
      <Empty title={texts.empty.title}>
        <p className="parts-soft">{texts.empty.help}</p>
        <Link className="parts-button" to="/new-order">
          {texts.empty.newOrder}
        </Link>
      </Empty>
    )
  }
  return (
    <Empty title={texts.empty.noMatch}>
      <p className="parts-soft">{texts.empty.noMatchHelp}</p>
      <Button onClick={onClear}>{texts.empty.clear}</Button>
    </Empty>
  )
}

function Columns() {
  const visible = useStore(visibleColumns)
  return (
    <Menu
      className="parts-hide-phone"
      label={texts.chooseColumns}
      title={texts.chooseColumns}
      tone="quiet"
      size="icon"
      items={() =>
        COLUMNS.slice(1).map(({ key, title }) => ({
          label: title,
          isChecked: visible.includes(key),
          run: () =>
            visibleColumns.set((keys) =>
              keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key],
            ),
        }))
      }
    >
      <Icon name="columns" />
    </Menu>
  )
}
