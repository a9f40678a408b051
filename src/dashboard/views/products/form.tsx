// The form of a product, new or existing. Of an existing one it sends the changed fields, for the version that
// the form opened with.

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BodyOf, Product } from '#client/index.ts'
import { amountProblem } from '#dashboard/lib/amount-problem.ts'
import { client } from '#dashboard/lib/client.ts'
import { decimalText, exponentOf, isCurrency, parseMoney } from '#dashboard/lib/money.tsx'
import { parseInteger, parseRate, rateInput } from '#dashboard/lib/numbers.ts'
import { useShopCurrency } from '#dashboard/lib/shop.ts'
import { t } from '#dashboard/lib/texts.ts'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { Check, TextArea, TextField } from '#dashboard/parts/form.tsx'
import { Skeleton } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'

const texts = t.products

interface ProductDialogProps {
  /** Undefined for a new product. */
  product?: Product
  onClose: () => void
  onSaved: (product: Product) => void
}

export function ProductDialog(props: ProductDialogProps) {
  const currency = useShopCurrency()
  // An amount needs its currency first.
  return currency === undefined && props.product === undefined ? (
    <Skeleton lines={3} />
  ) : (
    <Form {...props} shopCurrency={currency ?? ''} />
  )
}

type Fields = BodyOf<'PATCH /products/{id}'>

function Form({
  product,
  onClose,
  onSaved,
  shopCurrency,
}: ProductDialogProps & { shopCurrency: string }) {
  const cache = useQueryClient()
  const [base] = useState(product)
  const [text, setText] = useState(() => textOf(base, shopCurrency))
  const [isTracked, setTracked] = useState(base?.track_stock ?? true)
  const [isShipped, setShipped] = useState(base?.requires_shipping ?? true)
  const write = (name: keyof typeof text) => (value: string) =>
    setText((before) => ({ ...before, [name]: value }))
  const hasCurrency = isCurrency(text.currency)
  const price = hasCurrency ? parseMoney(text.price, text.currency) : null
  const rate = parseRate(text.rate)
  const optionalCount = (value: string) => (value.trim() === '' ? null : parseInteger(value))
  const lowAt = optionalCount(text.low)
  const backorder = parseInteger(text.backorder)
  const opening = parseInteger(text.opening)
  const isReady =
    price !== null &&
    rate !== null &&
    backorder !== null &&
    opening !== null &&
    (lowAt !== null || text.low.trim() === '')

  async function send(): Promise<void> {
    if (price === null || rate === null || backorder === null || opening === null) return
    const fields = {
      sku: text.sku.trim(),
      title: text.title.trim(),
      price,
      currency: text.currency,
      tax_rate_ppm: rate,
      tax_class: text.taxClass.trim() || null,
      description: text.description.trim() || null,
      track_stock: isTracked,
      requires_shipping: isShipped,
      low_stock_at: lowAt,
      backorder_limit: backorder,
    }
    const saved =
      base === undefined
        ? await client.products.create({ ...fields, ...(isTracked ? { on_hand: opening } : {}) })
        : await client.products.update(base.id, changed(base, fields), { ifMatch: base.version })
    notify((base === undefined ? texts.form.added : texts.form.saved)(saved.title))
    void cache.invalidateQueries({ queryKey: ['catalog'] })
    onSaved(saved)
  }

  return (
    <CommandDialog
      title={base === undefined ? texts.new : texts.form.edit(base.title)}
      confirmLabel={base === undefined ? texts.form.add : t.common.save}
      width="wide"
      send={send}
      onClose={onClose}
      isReady={isReady}
    >
      {({ problemOf }) => (
        <div className="parts-pairs">
          <TextField
            className="parts-full"
            label={t.common.title}
            value={text.title}
            onChange={write('title')}
            problem={problemOf('title')}
            isRequired
            hasFocus
          />
          <TextField
            label={t.common.sku}
            value={text.sku}
            onChange={write('sku')}
            problem={problemOf('sku')}
            hint={texts.form.skuHint}
            isRequired
          />
          <TextField
            label={t.common.currency}
            value={text.currency}
            onChange={(value) => write('currency')(value.toUpperCase())}
            problem={problemOf('currency') ?? (hasCurrency ? undefined : texts.form.noCurrency)}
          />
          <TextField
            label={t.common.price}
            value={text.price}
            onChange={write('price')}
            inputMode="decimal"
            isNumber
            problem={
              problemOf('price') ??
              (hasCurrency ? amountProblem(text.price, text.currency) : undefined)
            }
          />
          <TextField
            label={texts.form.rate}
            value={text.rate}
            onChange={write('rate')}
            inputMode="decimal"
            isNumber
            problem={problemOf('tax_rate_ppm') ?? (rate === null ? texts.form.noRate : undefined)}
          />
          <TextField
            label={t.common.taxClass}
            value={text.taxClass}
            onChange={write('taxClass')}
            hint={texts.form.taxClassHint}
            problem={problemOf('tax_class')}
          />
          {isTracked && (
            <>
              {base === undefined && (
                <TextField
                  label={texts.form.onHand}
                  value={text.opening}
                  onChange={write('opening')}
                  inputMode="numeric"
                  isNumber
                  problem={problemOf('on_hand')}
                />
              )}
              <TextField
                label={texts.details.lowAt}
                value={text.low}
                onChange={write('low')}
                inputMode="numeric"
                isNumber
                hint={texts.form.lowHint}
                problem={problemOf('low_stock_at')}
              />
              <TextField
                label={texts.details.oversell}
                value={text.backorder}
                onChange={write('backorder')}
                inputMode="numeric"
                isNumber
                hint={texts.form.oversellHint}
                problem={problemOf('backorder_limit')}
              />
            </>
          )}
          <div className="parts-full">
            <Check label={texts.form.isTracked} isOn={isTracked} onChange={setTracked} />
            <Check label={texts.form.isShipped} isOn={isShipped} onChange={setShipped} />
          </div>
          <div className="parts-full">
            <TextArea
              label={t.common.description}
              value={text.description}
              onChange={write('description')}
              problem={problemOf('description')}
            />
          </div>
        </div>
      )}
    </CommandDialog>
  )
}

const textOf = (product: Product | undefined, shopCurrency: string) => ({
  title: product?.title ?? '',
  sku: product?.sku ?? '',
  currency: product?.currency ?? shopCurrency,
  price: product ? decimalText(product.price, exponentOf(product.currency)) : '',
  rate: rateInput(product?.tax_rate_ppm ?? 0),
  taxClass: product?.tax_class ?? '',
  low: product?.low_stock_at == null ? '' : String(product.low_stock_at),
  backorder: String(product?.backorder_limit ?? 0),
  opening: '0',
  description: product?.description ?? '',
})

const changed = (before: Product, after: Fields): Fields =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => before[name as keyof Product] !== value),
  )
