// The list of customers, searched by name, e-mail or phone.

import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useState } from 'react'
import type { Customer } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { SearchBox } from '#dashboard/parts/search-box.tsx'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { displayNameOf } from './display-name.ts'
import { CustomerDialog } from './form.tsx'

const route = getRouteApi('/signed-in/shell/customers')

const texts = t.customers

const COLUMNS: readonly TableColumn<Customer>[] = [
  { key: 'name', title: t.common.customer, slot: 'title', render: displayNameOf },
  { key: 'email', title: t.common.email, slot: 'under', render: ({ email }) => email },
  { key: 'phone', title: t.common.phone, render: ({ phone }) => phone },
  {
    key: 'city',
    title: texts.columns.city,
    render: ({ addresses: [first] }) => [first?.city, first?.country].filter(Boolean).join(', '),
  },
  {
    key: 'tags',
    title: t.common.tags,
    slot: 'aside',
    render: ({ tags }) => (
      <span className="parts-row">
        {tags.slice(0, 3).map((tag) => (
          <span key={tag} className="parts-tag">
            <span className="parts-truncate">{tag}</span>
          </span>
        ))}
      </span>
    ),
  },
  {
    key: 'since',
    title: texts.columns.since,
    slot: 'corner',
    render: ({ created_at }) => <Time at={created_at} />,
  },
]

export const Customers = (): ReactNode => (
  <OnlyFor audience="staff" title={t.common.customers}>
    <CustomerList />
  </OnlyFor>
)

function CustomerList() {
  const { q } = route.useSearch()
  const navigate = useNavigate()
  const [isAdding, setAdding] = useState(false)
  useShortcut('n', texts.new, () => setAdding(true))
  const setQ = useCallback(
    (text: string) =>
      void navigate({ to: '/customers', search: { q: text || undefined }, replace: true }),
    [navigate],
  )
  const open = ({ id }: Customer) => void navigate({ to: '/customers/$id', params: { id } })
  return (
    <>
      <ViewHead title={t.common.customers} name={t.common.customers}>
        <Link
          className="parts-button parts-hide-phone"
          to="/import/$kind"
          params={{ kind: 'customers' }}
        >
          {t.common.import}
        </Link>
        <Button tone="main" onClick={() => setAdding(true)}>
          {texts.new}
        </Button>
      </ViewHead>
      <div className="parts-view-body">
        <search className="parts-filters">
          <SearchBox
            label={texts.search}
            placeholder={texts.searchPlaceholder}
            value={q ?? ''}
            onChange={setQ}
          />
        </search>
        <div className="parts-panel">
          <List<Customer>
            isMain
            label={t.common.customers}
            queryKey={['customers', 'list', q ?? '']}
            load={(page, options) =>
              client.customers.list({ ...page, ...(q ? { q } : {}) }, options)
            }
            columns={COLUMNS}
            keyOf={({ id }) => id}
            nameOf={displayNameOf}
            onOpen={open}
            linkTo={({ id }, children) => (
              <Link className="parts-cell-link" to="/customers/$id" params={{ id }} tabIndex={-1}>
                {children}
              </Link>
            )}
            empty={
              q ? (
                <Empty title={texts.empty.noMatch}>
                  <p className="parts-soft">{t.orders.empty.noMatchHelp}</p>
                </Empty>
              ) : (
                <Empty title={texts.empty.title}>
                  <p className="parts-soft">{texts.empty.help}</p>
                </Empty>
              )
            }
          />
        </div>
      </div>
      {isAdding && <CustomerDialog onClose={() => setAdding(false)} onSaved={open} />}
    </>
  )
}
