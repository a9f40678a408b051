// A new order by hand. The server quotes it with every change and whenever stock moves; it is placed for the
// quoted total, or saved as a draft.

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { useLiveStock } from '#dashboard/lib/live-products.ts'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { useShopCurrency } from '#dashboard/lib/shop.ts'
import { TAX_STATUSES } from '#dashboard/lib/taxes.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Refusal, SelectField, TextArea, TextField, useForm } from '#dashboard/parts/form.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { useLater } from '#dashboard/parts/picker.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { bodyOf, currencyOf, useDraft } from './draft.ts'
import { DraftLines } from './lines.tsx'
import { QuotePanel } from './quote.tsx'
import { Recipient } from './recipient.tsx'
import { ShippingField } from './shipping.tsx'

const texts = t.newOrder
const route = getRouteApi('/signed-in/shell/new-order')

export function NewOrder(): ReactNode {
  const isStaff = useIsStaff()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const shopCurrency = useShopCurrency()
  const [draft, change] = useDraft()
  const currency = isStaff ? currencyOf(draft, shopCurrency) : undefined
  useLiveStock()
  useCustomerInAddress((customer) => change({ type: 'choose', customer }))

  const body = bodyOf(draft, currency)
  const quotedBody = useLater(JSON.stringify(body))
  const hasCustomer = !isStaff || draft.customer !== null || draft.email !== ''
  const {
    data: quote,
    error,
    isFetching,
  } = useQuery({
    queryKey: ['catalog', 'quote', quotedBody, hasCustomer],
    queryFn: ({ signal }) =>
      client.orders.quote(
        // Without a customer yet, a draft is quoted.
        { ...JSON.parse(quotedBody), ...(hasCustomer ? {} : { draft: true }) },
        { signal },
      ),
    enabled: quotedBody !== 'null',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
  const currentQuote = body === null ? undefined : quote
  const isSettled = quotedBody === JSON.stringify(body) && !isFetching && error === null

  const save = (isDraft: boolean) => async () => {
    if (body === null) return
    const order = await client.orders.create({
      ...body,
      ...(isDraft ? { draft: true } : {}),
      // Customers order at the price of that moment, as the API has it.
      ...(isStaff && !isDraft && quote ? { expected_total: quote.total } : {}),
    })
    cache.setQueryData(['order', order.id], order)
    void cache.invalidateQueries({ queryKey: ['orders'] })
    notify(isDraft ? texts.draftSaved : texts.placed(nameOf(order)))
    await navigate({ to: '/orders/$id', params: { id: order.id } })
  }
  const placing = useForm(save(false))
  const saving = useForm(save(true))
  const isBusy = placing.isBusy || saving.isBusy
  const problemOf = (path: string) => {
    const [placed, kept] = [placing.problemOf(path), saving.problemOf(path)]
    return placed ?? kept
  }

  return (
    <>
      <ViewHead title={texts.title} name={texts.title} />
      <div className="parts-view-body">
        <div className="parts-order">
          <div>
            <DraftLines draft={draft} change={change} quote={currentQuote} currency={currency} />
            <section className="parts-panel" aria-label={texts.shippingAndDiscount}>
              <div className="parts-panel-body parts-pairs">
                <ShippingField
                  value={draft.shipping}
                  onChange={(shipping) => change({ type: 'set', fields: { shipping } })}
                />
                <TextField
                  label={texts.code}
                  value={draft.code}
                  onChange={(code) => change({ type: 'set', fields: { code: code.trim() } })}
                  problem={problemOf('discounts.0.code')}
                />
                {isStaff && (
                  <SelectField
                    label={t.common.tax}
                    value={draft.tax}
                    onChange={(tax) => change({ type: 'set', fields: { tax } })}
                    options={[['', texts.taxOfCustomer], ...TAX_STATUSES]}
                  />
                )}
                <div className="parts-full">
                  <TextArea
                    label={isStaff ? texts.note : texts.noteToShop}
                    rows={2}
                    value={draft.note}
                    onChange={(note) => change({ type: 'set', fields: { note } })}
                    problem={problemOf('customer_note')}
                  />
                </div>
              </div>
            </section>
          </div>
          <div>
            <Recipient draft={draft} change={change} problemOf={problemOf} isStaff={isStaff} />
            <QuotePanel
              quote={currentQuote}
              error={body === null ? null : error}
              isFetching={isFetching}
            >
              <Refusal of={placing} />
              <Refusal of={saving} />
              <div className="new-order-actions">
                <Button
                  onClick={() => void saving.submit()}
                  isBusy={saving.isBusy}
                  disabled={body === null || isBusy}
                >
                  {texts.saveDraft}
                </Button>
                <Button
                  tone="main"
                  onClick={() => void placing.submit()}
                  isBusy={placing.isBusy}
                  disabled={body === null || isBusy || !isSettled || !hasCustomer}
                >
                  {texts.place}
                </Button>
              </div>
              {body !== null && !hasCustomer && (
                <p className="parts-small parts-soft">{texts.customerRequired}</p>
              )}
            </QuotePanel>
          </div>
        </div>
      </div>
    </>
  )
}

/** Chooses the customer that the address names, once. */
function useCustomerInAddress(
  choose: (customer: Awaited<ReturnType<typeof client.customers.get>>) => void,
): void {
  const { customer_id } = route.useSearch()
  const { data } = useQuery({
    queryKey: ['customers', customer_id],
    queryFn: () => client.customers.get(customer_id ?? ''),
    enabled: customer_id !== undefined,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the customer is chosen once, when it has loaded
  useEffect(() => {
    if (data !== undefined) choose(data)
  }, [data?.id])
}
