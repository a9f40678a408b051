// The items of an exchange: products of the catalog at present prices, with the total of the new order. The
// credit of the return pays for it; the rest is due on the new order.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Order, Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { ProductPicker } from '#dashboard/parts/order/product-picker.tsx'
import { CountInput } from '#dashboard/parts/order/quantities.tsx'
import { useLater } from '#dashboard/parts/picker.tsx'

const texts = t.returns.exchange

const MOST = 1_000_000

interface Wanted {
  product: Product
  quantity: number
}

export interface Exchange {
  isOn: boolean
  setOn: (isOn: boolean) => void
  wanted: readonly Wanted[]
  setWanted: (wanted: readonly Wanted[]) => void
  lines: { sku: string; quantity: number }[]
  /** Off, or with something in it. */
  isReady: boolean
  /** The total in words; null until the server has answered. */
  description: string | null
  problem: string | null
}

export function useExchange(order: Order): Exchange {
  const [isOn, setOn] = useState(false)
  const [wanted, setWanted] = useState<readonly Wanted[]>([])
  const lines = wanted
    .filter(({ quantity }) => quantity > 0)
    .map(({ product, quantity }) => ({ sku: product.sku, quantity }))
  const asked = useLater(JSON.stringify(lines))
  const { data: quote, error } = useQuery({
    queryKey: ['catalog', 'quote', 'exchange', order.id, asked],
    queryFn: ({ signal }) =>
      client.orders.quote(
        {
          lines: JSON.parse(asked),
          currency: order.currency,
          prices_include_tax: order.prices_include_tax,
          tax_rounding: order.tax_rounding,
          draft: true,
        },
        { signal },
      ),
    enabled: isOn && asked !== '[]',
  })
  const isQuoted = quote !== undefined && lines.length > 0
  const short = isQuoted ? quote.short : []
  return {
    isOn,
    setOn,
    wanted,
    setWanted,
    lines,
    isReady: !isOn || lines.length > 0,
    description: isQuoted ? texts.total(moneyText(quote.total, quote.currency)) : null,
    problem:
      error?.message ??
      (short.map(({ sku, available }) => texts.available(sku, available)).join(' ') || null),
  }
}

export function ExchangeLines({ exchange }: { exchange: Exchange }) {
  const { wanted, setWanted, description, problem } = exchange
  const add = (product: Product) =>
    setWanted(
      wanted.some((one) => one.product.id === product.id)
        ? wanted.map((one) =>
            one.product.id === product.id ? { ...one, quantity: one.quantity + 1 } : one,
          )
        : [...wanted, { product, quantity: 1 }],
    )
  return (
    <fieldset className="parts-stack returns-inset">
      <legend className="parts-visually-hidden">{texts.title}</legend>
      <ProductPicker onPick={add} />
      {wanted.length > 0 && (
        <table className="parts-table order-flush-table">
          <tbody>
            {wanted.map((one) => (
              <tr key={one.product.id}>
                <td>
                  <div className="order-clamped">{one.product.title}</div>
                  <div className="parts-small parts-soft parts-mono">{one.product.sku}</div>
                </td>
                <td className="parts-number">
                  <CountInput
                    label={texts.quantityOf(one.product.title)}
                    most={MOST}
                    value={one.quantity}
                    onChange={(quantity) =>
                      setWanted(
                        wanted.map((other) => (other === one ? { ...one, quantity } : other)),
                      )
                    }
                  />
                </td>
                <td className="parts-number order-remove-cell">
                  <Button
                    size="icon"
                    tone="quiet"
                    aria-label={texts.remove(one.product.title)}
                    onClick={() => setWanted(wanted.filter((other) => other !== one))}
                  >
                    <Icon name="close" />
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="parts-small parts-soft" role="status">
        {description} {texts.payment}
      </p>
      {problem !== null && <p className="parts-problem">{problem}</p>}
    </fieldset>
  )
}
