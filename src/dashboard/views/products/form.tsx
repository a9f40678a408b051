// A product as a form: new, or as it is. A change is sent as what differs, for the version that was
// looked at.

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BodyOf, Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import {
  amountProblem,
  decimalText,
  exponentOf,
  isCurrency,
  parseMoney,
} from '#dashboard/lib/money.tsx'
import { parseRate, parseWhole, rateInput } from '#dashboard/lib/numbers.ts'
import { useShopCurrency } from '#dashboard/lib/shop.ts'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { Check, TextArea, TextField } from '#dashboard/parts/form.tsx'
import { Bones } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'

interface ProductDialogProps {
  /** None: a new one. */
  product?: Product
  onClose: () => void
  onSaved: (product: Product) => void
}

export function ProductDialog(props: ProductDialogProps) {
  const currency = useShopCurrency()
  // Money cannot be typed before it is known in what.
  return currency === undefined && props.product === undefined ? (
    <Bones lines={3} />
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
  const whole = (value: string) => (value.trim() === '' ? null : parseWhole(value))
  const lowAt = whole(text.low)
  const backorder = parseWhole(text.backorder)
  const opening = parseWhole(text.opening)
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
    notify(base === undefined ? `${saved.title} is added` : `${saved.title} is saved`)
    void cache.invalidateQueries({ queryKey: ['catalog'] })
    onSaved(saved)
  }

  return (
    <CommandDialog
      title={base === undefined ? 'New product' : `Edit ${base.title}`}
      yes={base === undefined ? 'Add the product' : 'Save'}
      width="wide"
      send={send}
      onClose={onClose}
      isReady={isReady}
    >
      {({ problemOf }) => (
        <div className="parts-pairs">
          <TextField
            className="parts-full"
            label="Title"
            value={text.title}
            onChange={write('title')}
            problem={problemOf('title')}
            isRequired
            hasFocus
          />
          <TextField
            label="SKU"
            value={text.sku}
            onChange={write('sku')}
            problem={problemOf('sku')}
            hint="Its name everywhere: in orders, files and the API"
            isRequired
          />
          <TextField
            label="Currency"
            value={text.currency}
            onChange={(value) => write('currency')(value.toUpperCase())}
            problem={
              problemOf('currency') ?? (hasCurrency ? undefined : 'A code of ISO 4217, as EUR.')
            }
          />
          <TextField
            label="Price"
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
            label="Tax, %"
            value={text.rate}
            onChange={write('rate')}
            inputMode="decimal"
            isNumber
            problem={problemOf('tax_rate_ppm') ?? (rate === null ? 'No rate.' : undefined)}
          />
          <TextField
            label="Tax class"
            value={text.taxClass}
            onChange={write('taxClass')}
            hint="By it the settings have rates for other countries"
            problem={problemOf('tax_class')}
          />
          {isTracked && (
            <>
              {base === undefined && (
                <TextField
                  label="On hand now"
                  value={text.opening}
                  onChange={write('opening')}
                  inputMode="numeric"
                  isNumber
                  problem={problemOf('on_hand')}
                />
              )}
              <TextField
                label="Low at"
                value={text.low}
                onChange={write('low')}
                inputMode="numeric"
                isNumber
                hint="Empty: nobody is told"
                problem={problemOf('low_stock_at')}
              />
              <TextField
                label="Promise beyond stock"
                value={text.backorder}
                onChange={write('backorder')}
                inputMode="numeric"
                isNumber
                hint="How many may be ordered though they are not there"
                problem={problemOf('backorder_limit')}
              />
            </>
          )}
          <div className="parts-full">
            <Check label="Its stock is counted" isOn={isTracked} onChange={setTracked} />
            <Check label="It has to be shipped" isOn={isShipped} onChange={setShipped} />
          </div>
          <div className="parts-full">
            <TextArea
              label="Description"
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
