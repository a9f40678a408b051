// Everybody who ever bought something, or was written down: found by name, e-mail or phone.

import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useState } from 'react'
import type { Customer } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { SearchBox } from '#dashboard/parts/search-box.tsx'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { CustomerDialog } from './form.tsx'

const route = getRouteApi('/signed-in/shell/customers')

export const calledOf = ({ name, email, phone }: Customer): string =>
  name ?? email ?? phone ?? 'Nameless'

const COLUMNS: readonly TableColumn<Customer>[] = [
  { key: 'name', title: 'Customer', place: 'title', show: calledOf },
  { key: 'email', title: 'E-mail', place: 'under', show: ({ email }) => email },
  { key: 'phone', title: 'Phone', show: ({ phone }) => phone },
  {
    key: 'city',
    title: 'Place',
    show: ({ addresses: [first] }) => [first?.city, first?.country].filter(Boolean).join(', '),
  },
  {
    key: 'tags',
    title: 'Tags',
    place: 'aside',
    show: ({ tags }) => (
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
    title: 'Since',
    place: 'corner',
    show: ({ created_at }) => <Time at={created_at} />,
  },
]

export const Customers = (): ReactNode => (
  <OnlyFor who="staff" title="Customers">
    <All />
  </OnlyFor>
)

function All() {
  const { q } = route.useSearch()
  const navigate = useNavigate()
  const [isAdding, setAdding] = useState(false)
  useShortcut('n', 'New customer', () => setAdding(true))
  const setQ = useCallback(
    (text: string) =>
      void navigate({ to: '/customers', search: { q: text || undefined }, replace: true }),
    [navigate],
  )
  const open = ({ id }: Customer) => void navigate({ to: '/customers/$id', params: { id } })
  return (
    <>
      <ViewHead title="Customers" name="Customers">
        <Link
          className="parts-button parts-hide-phone"
          to="/import/$kind"
          params={{ kind: 'customers' }}
        >
          Import
        </Link>
        <Button tone="main" onClick={() => setAdding(true)}>
          New customer
        </Button>
      </ViewHead>
      <div className="parts-view-body">
        <search className="parts-filters">
          <SearchBox
            label="Search customers"
            placeholder="Name, e-mail, phone"
            value={q ?? ''}
            onChange={setQ}
          />
        </search>
        <div className="parts-panel">
          <List<Customer>
            isMain
            what="customers"
            label="Customers"
            queryKey={['customers', 'list', q ?? '']}
            load={(page, options) =>
              client.customers.list({ ...page, ...(q ? { q } : {}) }, options)
            }
            columns={COLUMNS}
            keyOf={({ id }) => id}
            nameOf={calledOf}
            onOpen={open}
            linkTo={({ id }, children) => (
              <Link className="parts-cell-link" to="/customers/$id" params={{ id }} tabIndex={-1}>
                {children}
              </Link>
            )}
            empty={
              q ? (
                <Empty title="Nobody is like that">
                  <p className="parts-soft">
                    Every word has to be found, the last one as a beginning.
                  </p>
                </Empty>
              ) : (
                <Empty title="No customers yet">
                  <p className="parts-soft">
                    Whoever orders with an e-mail address appears here by themselves.
                  </p>
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
