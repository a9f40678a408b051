// The page of a customer: profile, orders, spend and personal data.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Customer, Order } from '#client/index.ts'
import { addressText } from '#dashboard/lib/address.ts'
import { client } from '#dashboard/lib/client.ts'
import { taxStatusText } from '#dashboard/lib/taxes.ts'
import { t } from '#dashboard/lib/texts.ts'
import { filled } from '#dashboard/parts/address-fields.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { COLUMNS } from '#dashboard/parts/order/columns.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Empty, Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { displayNameOf } from './display-name.ts'
import { CustomerDialog } from './form.tsx'
import { PersonalData } from './personal-data.tsx'
import { Spend } from './spend.tsx'

const texts = t.customers
const route = getRouteApi('/signed-in/shell/customers/$id')

export const CustomerPage = (): ReactNode => (
  <OnlyFor audience="staff" title={t.common.customer}>
    <CustomerDetail />
  </OnlyFor>
)

function CustomerDetail() {
  const { id } = route.useParams()
  const {
    data: customer,
    error,
    refetch,
  } = useQuery({
    queryKey: ['customers', id],
    queryFn: ({ signal }) => client.customers.get(id, { signal }),
  })
  if (customer === undefined) {
    return (
      <>
        <ViewHead title={t.common.customer} name={t.common.customer} before={<Back />} />
        <div className="parts-view-body">
          {error === null ? (
            <Skeleton lines={8} />
          ) : (
            <Failure error={error} name={t.common.customer} onRetry={() => void refetch()} />
          )}
        </div>
      </>
    )
  }
  return (
    <>
      <Head customer={customer} />
      <div className="parts-view-body">
        <div className="parts-order">
          <div>
            <Spend customerId={customer.id} />
            <Orders customer={customer} />
          </div>
          <div>
            <Profile customer={customer} />
            <PersonalData customer={customer} />
          </div>
        </div>
      </div>
    </>
  )
}

const Back = () => (
  <Link
    className="parts-button"
    data-tone="quiet"
    data-size="icon"
    to="/customers"
    aria-label={texts.all}
  >
    <Icon name="back" />
  </Link>
)

const Head = ({ customer }: { customer: Customer }) => (
  <ViewHead title={displayNameOf(customer)} name={displayNameOf(customer)} before={<Back />}>
    <Link
      className="parts-button"
      data-tone="main"
      to="/new-order"
      search={{ customer_id: customer.id }}
    >
      {texts.newOrder}
    </Link>
  </ViewHead>
)

const ORDER_COLUMN_KEYS = ['number', 'placed', 'status', 'payment', 'items', 'total']
const ORDER_COLUMNS = COLUMNS.filter(({ key }) => ORDER_COLUMN_KEYS.includes(key))

function Orders({ customer: { id } }: { customer: Customer }) {
  const navigate = useNavigate()
  return (
    <section className="parts-panel" aria-label={t.common.orders}>
      <header className="parts-panel-head">
        <h2>{t.common.orders}</h2>
        <Link to="/orders" search={{ customer_id: id }} className="parts-small">
          {texts.viewAll}
        </Link>
      </header>
      <List<Order>
        label={texts.ordersOf}
        queryKey={['orders', 'of', id]}
        load={(page, options) => client.orders.list({ ...page, customer_id: id }, options)}
        pageSize={20}
        columns={ORDER_COLUMNS}
        keyOf={(order) => order.id}
        nameOf={nameOf}
        onOpen={(order) => void navigate({ to: '/orders/$id', params: { id: order.id } })}
        linkTo={(order, children) => (
          <Link
            className="parts-cell-link"
            to="/orders/$id"
            params={{ id: order.id }}
            tabIndex={-1}
          >
            {children}
          </Link>
        )}
        empty={<Empty title={texts.noOrders} />}
      />
    </section>
  )
}

function Profile({ customer }: { customer: Customer }) {
  const [isEditing, setEditing] = useState(false)
  const cache = useQueryClient()
  useShortcut('e', texts.profile.editShortcut, () => setEditing(true))
  return (
    <section className="parts-panel" aria-label={texts.profile.title}>
      <header className="parts-panel-head">
        <h2>{texts.profile.title}</h2>
        {customer.user_id !== null && <span className="parts-tag">{texts.profile.account}</span>}
        <Button size="small" onClick={() => setEditing(true)}>
          {t.common.edit}
        </Button>
      </header>
      <div className="parts-panel-body parts-stack">
        <dl className="parts-details">
          <dt>{t.common.email}</dt>
          <dd>{customer.email ?? <span className="parts-faint">{texts.profile.none}</span>}</dd>
          <dt>{t.common.phone}</dt>
          <dd>{customer.phone ?? <span className="parts-faint">{texts.profile.none}</span>}</dd>
          {customer.tax_status !== 'taxable' && (
            <>
              <dt>{t.common.tax}</dt>
              <dd>{taxStatusText(customer.tax_status)}</dd>
            </>
          )}
          {customer.vat_id !== null && (
            <>
              <dt>{texts.profile.vatId}</dt>
              <dd className="parts-mono">{customer.vat_id}</dd>
            </>
          )}
          <dt>{texts.profile.since}</dt>
          <dd>
            <Time at={customer.created_at} />
          </dd>
          {customer.external_id !== null && (
            <>
              <dt>{customer.external_source ?? texts.profile.externalId}</dt>
              <dd className="parts-mono">{customer.external_id}</dd>
            </>
          )}
        </dl>
        {customer.tags.length > 0 && (
          <div className="parts-row parts-row-wrap">
            {customer.tags.map((tag) => (
              <span key={tag} className="parts-tag">
                {tag}
              </span>
            ))}
          </div>
        )}
        {customer.note !== null && <p className="parts-notice parts-prose">{customer.note}</p>}
        {customer.addresses.map((address, i) => {
          const lines = filled(address)
          return lines === null ? null : (
            <div key={addressText(lines)}>
              <h3>{i === 0 ? t.common.address : texts.profile.furtherAddress}</h3>
              <address className="parts-address parts-prose">{addressText(lines)}</address>
            </div>
          )
        })}
      </div>
      {isEditing && (
        <CustomerDialog
          customer={customer}
          onClose={() => setEditing(false)}
          onSaved={(saved) => cache.setQueryData(['customers', saved.id], saved)}
        />
      )}
    </section>
  )
}
