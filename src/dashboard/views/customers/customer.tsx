// One customer: who they are, what they ordered and what they spent.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Customer, Order } from '#client/index.ts'
import { addressText } from '#dashboard/lib/address.ts'
import { client } from '#dashboard/lib/client.ts'
import { taxStatusText } from '#dashboard/lib/taxes.ts'
import { filled } from '#dashboard/parts/address-fields.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { COLUMNS } from '#dashboard/parts/order/columns.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Bones, Empty, Failure } from '#dashboard/parts/states.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { CustomerDialog } from './form.tsx'
import { calledOf } from './index.tsx'
import { PersonalData } from './personal-data.tsx'
import { Spend } from './spend.tsx'

const route = getRouteApi('/signed-in/shell/customers/$id')

export const CustomerPage = (): ReactNode => (
  <OnlyFor who="staff" title="Customer">
    <One />
  </OnlyFor>
)

function One() {
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
        <ViewHead title="Customer" name="Customer" before={<Back />} />
        <div className="parts-view-body">
          {error === null ? (
            <Bones lines={8} />
          ) : (
            <Failure error={error} what="customer" onRetry={() => void refetch()} />
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
    aria-label="All customers"
  >
    <Icon name="back" />
  </Link>
)

const Head = ({ customer }: { customer: Customer }) => (
  <ViewHead title={calledOf(customer)} name={calledOf(customer)} before={<Back />}>
    <Link
      className="parts-button"
      data-tone="main"
      to="/new-order"
      search={{ customer_id: customer.id }}
    >
      New order
    </Link>
  </ViewHead>
)

const SHOWN = ['number', 'placed', 'status', 'payment', 'items', 'total']
const ORDER_COLUMNS = COLUMNS.filter(({ key }) => SHOWN.includes(key))

function Orders({ customer: { id } }: { customer: Customer }) {
  const navigate = useNavigate()
  return (
    <section className="parts-panel" aria-label="Orders">
      <header className="parts-panel-head">
        <h2>Orders</h2>
        <Link to="/orders" search={{ customer_id: id }} className="parts-small">
          In the table of all
        </Link>
      </header>
      <List<Order>
        what="orders"
        label="Orders of this customer"
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
        empty={<Empty title="No orders yet" />}
      />
    </section>
  )
}

function Profile({ customer }: { customer: Customer }) {
  const [isEditing, setEditing] = useState(false)
  const cache = useQueryClient()
  useShortcut('e', 'Edit the customer', () => setEditing(true))
  return (
    <section className="parts-panel" aria-label="Profile">
      <header className="parts-panel-head">
        <h2>Profile</h2>
        {customer.user_id !== null && <span className="parts-tag">Has an account</span>}
        <Button size="small" onClick={() => setEditing(true)}>
          Edit
        </Button>
      </header>
      <div className="parts-panel-body parts-stack">
        <dl className="parts-details">
          <dt>E-mail</dt>
          <dd>{customer.email ?? <span className="parts-faint">none</span>}</dd>
          <dt>Phone</dt>
          <dd>{customer.phone ?? <span className="parts-faint">none</span>}</dd>
          {customer.tax_status !== 'taxable' && (
            <>
              <dt>Tax</dt>
              <dd>{taxStatusText(customer.tax_status)}</dd>
            </>
          )}
          {customer.vat_id !== null && (
            <>
              <dt>VAT ID</dt>
              <dd className="parts-mono">{customer.vat_id}</dd>
            </>
          )}
          <dt>Since</dt>
          <dd>
            <Time at={customer.created_at} />
          </dd>
          {customer.external_id !== null && (
            <>
              <dt>{customer.external_source ?? 'Other number'}</dt>
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
          const some = filled(address)
          return some === null ? null : (
            <div key={addressText(some)}>
              <h3>{i === 0 ? 'Address' : 'Another address'}</h3>
              <address className="parts-address parts-prose">{addressText(some)}</address>
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
