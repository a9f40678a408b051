// The dialog that adjusts the stock on hand, with a reason. A counted quantity is sent with the quantity before,
// so that a sale in the meantime is refused instead of lost. Each adjustment can be undone.

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type BodyOf, OrderdError, type Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { parseInteger } from '#dashboard/lib/numbers.ts'
import { t } from '#dashboard/lib/texts.ts'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { Check, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { useLevels, useLocationNames } from './levels.tsx'

type Adjustment = BodyOf<'POST /stock/adjustments'>
type Way = 'receive' | 'remove' | 'count'

const texts = t.products.adjust

const WAYS: readonly (readonly [Way, string])[] = [
  ['receive', texts.ways.receive],
  ['remove', texts.ways.remove],
  ['count', texts.ways.count],
]

export function AdjustDialog({ product, onClose }: { product: Product; onClose: () => void }) {
  const cache = useQueryClient()
  const { data } = useLevels(product.sku)
  const names = useLocationNames()
  const [way, setWay] = useState<Way>('receive')
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const [chosenLocation, setLocation] = useState<string | null>(null)
  const [isForced, setForced] = useState(false)
  const locationId = chosenLocation ?? data?.items[0]?.location_id ?? [...names.keys()][0]
  const level = data?.items.find(({ location_id }) => location_id === locationId)
  const onHand = level?.on_hand ?? 0
  const number = parseInteger(text)
  const isNumber = number !== null && (way === 'count' ? number >= 0 : number > 0)
  const delta =
    number === null ? 0 : { receive: number, remove: -number, count: number - onHand }[way]

  async function send(): Promise<void> {
    if (number === null) return
    const common = {
      sku: product.sku,
      reason: reason.trim() || texts.reasons[way][0],
      ...(locationId === undefined ? {} : { location_id: locationId }),
      ...(isForced ? { force: true } : {}),
    } as const
    const sent: Adjustment =
      way === 'count' ? { ...common, set: number, if_on_hand: onHand } : { ...common, delta }
    const after = await client.stock.adjust(sent as Adjustment)
    void cache.invalidateQueries({ queryKey: ['catalog'] })
    notify(texts.done(product.title, countText(after.on_hand)), {
      action: delta === 0 ? undefined : { label: t.common.undo, run: () => void undo() },
    })
  }

  async function undo(): Promise<void> {
    try {
      await client.stock.adjust({
        sku: product.sku,
        delta: -delta,
        reason: texts.undoReason,
        ...(locationId === undefined ? {} : { location_id: locationId }),
      })
      void cache.invalidateQueries({ queryKey: ['catalog'] })
      notify(texts.undone(product.title))
    } catch (error) {
      notifyRefusal(texts.notUndone, error)
    }
  }

  return (
    <CommandDialog
      title={texts.title(product.title)}
      confirmLabel={texts.action}
      send={send}
      onClose={onClose}
      isReady={isNumber && data !== undefined}
    >
      {({ problemOf, error }) => (
        <>
          {names.size > 1 && (
            <SelectField
              label={t.products.columns.location}
              value={locationId ?? ''}
              onChange={setLocation}
              options={[...names]}
            />
          )}
          <div className="parts-pairs">
            <SelectField label={texts.way} value={way} onChange={setWay} options={WAYS} />
            <TextField
              label={way === 'count' ? texts.counted : t.common.quantity}
              value={text}
              onChange={setText}
              inputMode="numeric"
              isNumber
              hasFocus
              hint={
                isNumber
                  ? texts.onHandAfter(countText(onHand), countText(onHand + delta))
                  : texts.onHand(countText(onHand))
              }
              problem={problemOf('delta') ?? problemOf('set')}
            />
          </div>
          <TextField
            label={t.common.reason}
            value={reason}
            onChange={setReason}
            hint={texts.reasonHint(texts.reasons[way][0] ?? '')}
            problem={problemOf('reason')}
          />
          <div className="parts-row parts-row-wrap">
            {texts.reasons[way].map((one) => (
              <button
                key={one}
                type="button"
                className="parts-chip"
                aria-pressed={reason === one}
                onClick={() => setReason(one)}
              >
                {one}
              </button>
            ))}
          </div>
          {error instanceof OrderdError && error.code === 'insufficient_stock' && (
            <Check label={texts.force} isOn={isForced} onChange={setForced} />
          )}
        </>
      )}
    </CommandDialog>
  )
}
