// A new order by hand: whom it is for, what it is of, and what it comes to, quoted by the server with
// every change and whenever stock moves. It is placed for the total that was shown, or kept as a draft.

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { useLiveStock } from '#dashboard/lib/live-products.ts'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { useShopCurrency } from '#dashboard/lib/shop.ts'
import { TAX_STATUSES } from '#dashboard/lib/taxes.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Refusal, SelectField, TextArea, TextField, useForm } from '#dashboard/parts/form.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { useLater } from '#dashboard/parts/picker.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { bodyOf, currencyOf, useDraft } from './draft.ts'
import { ForWhom } from './for-whom.tsx'
import { DraftLines } from './lines.tsx'
import { QuotePanel } from './quote.tsx'
import { ShippingField } from './shipping.tsx'

const route = getRouteApi('/signed-in/shell/new-order')

export function NewOrder(): ReactNode {
  const isStaff = useIsStaff()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const shopCurrency = useShopCurrency()
  const [draft, change] = useDraft()
  const currency = isStaff ? currencyOf(draft, shopCurrency) : undefined
  useLiveStock()
  useChosen((customer) => change({ do: 'choose', customer }))

  const body = bodyOf(draft, currency)
  const asked = useLater(JSON.stringify(body))
  const isForSomebody = !isStaff || draft.customer !== null || draft.email !== ''
  const {
    data: quote,
    error,
    isFetching,
  } = useQuery({
    queryKey: ['catalog', 'quote', asked, isForSomebody],
    queryFn: ({ signal }) =>
      client.orders.quote(
        // Nobody is asked for a name before they know the price.
        { ...JSON.parse(asked), ...(isForSomebody ? {} : { draft: true }) },
        { signal },
      ),
    enabled: asked !== 'null',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
  const shown = body === null ? undefined : quote
  const isSettled = asked === JSON.stringify(body) && !isFetching && error === null

  const save = (isDraft: boolean) => async () => {
    if (body === null) return
    const order = await client.orders.create({
      ...body,
      ...(isDraft ? { draft: true } : {}),
      // Customers order at whatever it costs by then, as the API has it.
      ...(isStaff && !isDraft && quote ? { expected_total: quote.total } : {}),
    })
    cache.setQueryData(['order', order.id], order)
    void cache.invalidateQueries({ queryKey: ['orders'] })
    notify(isDraft ? 'The draft is kept' : `${nameOf(order)} is placed`)
    await navigate({ to: '/orders/$id', params: { id: order.id } })
  }
  const placing = useForm(save(false))
  const keeping = useForm(save(true))
  const isBusy = placing.isBusy || keeping.isBusy
  const problemOf = (path: string) => {
    const [placed, kept] = [placing.problemOf(path), keeping.problemOf(path)]
    return placed ?? kept
  }

  return (
    <>
      <ViewHead title="New order" name="New order" />
      <div className="parts-view-body">
        <div className="parts-order">
          <div>
            <DraftLines draft={draft} change={change} quote={shown} currency={currency} />
            <section className="parts-panel" aria-label="Shipping and discount">
              <div className="parts-panel-body parts-pairs">
                <ShippingField
                  value={draft.shipping}
                  onChange={(shipping) => change({ do: 'set', fields: { shipping } })}
                />
                <TextField
                  label="Discount code"
                  value={draft.code}
                  onChange={(code) => change({ do: 'set', fields: { code: code.trim() } })}
                  problem={problemOf('discounts.0.code')}
                />
                {isStaff && (
                  <SelectField
                    label="Tax"
                    value={draft.tax}
                    onChange={(tax) => change({ do: 'set', fields: { tax } })}
                    options={[['', "The customer's"], ...TAX_STATUSES]}
                  />
                )}
                <div className="parts-full">
                  <TextArea
                    label={isStaff ? "Customer's note" : 'Note to the shop'}
                    rows={2}
                    value={draft.note}
                    onChange={(note) => change({ do: 'set', fields: { note } })}
                    problem={problemOf('customer_note')}
                  />
                </div>
              </div>
            </section>
          </div>
          <div>
            <ForWhom draft={draft} change={change} problemOf={problemOf} isStaff={isStaff} />
            <QuotePanel quote={shown} error={body === null ? null : error} isFetching={isFetching}>
              <Refusal of={placing} />
              <Refusal of={keeping} />
              <div className="parts-row parts-row-wrap">
                <Button
                  onClick={() => void keeping.submit()}
                  isBusy={keeping.isBusy}
                  disabled={body === null || isBusy}
                >
                  Keep as a draft
                </Button>
                <span className="parts-push">
                  <Button
                    tone="main"
                    onClick={() => void placing.submit()}
                    isBusy={placing.isBusy}
                    disabled={body === null || isBusy || !isSettled || !isForSomebody}
                  >
                    Place the order
                  </Button>
                </span>
              </div>
              {body !== null && !isForSomebody && (
                <p className="parts-small parts-soft">
                  Placing takes a customer or an e-mail address.
                </p>
              )}
            </QuotePanel>
          </div>
        </div>
      </div>
    </>
  )
}

/** The customer that the address names, once. */
function useChosen(
  choose: (customer: Awaited<ReturnType<typeof client.customers.get>>) => void,
): void {
  const { customer_id } = route.useSearch()
  const { data } = useQuery({
    queryKey: ['customers', customer_id],
    queryFn: () => client.customers.get(customer_id ?? ''),
    enabled: customer_id !== undefined,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: chosen once, when it is known
  useEffect(() => {
    if (data !== undefined) choose(data)
  }, [data?.id])
}
