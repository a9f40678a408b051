// Correct what is on hand, and say why. Counting names what was there before, so that a sale in the
// meantime is not counted away; a change by so many can be taken back.

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type BodyOf, OrderdError, type Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { parseWhole } from '#dashboard/lib/numbers.ts'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { Check, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { useLevels, useLocationNames } from './levels.tsx'

type Adjustment = BodyOf<'POST /stock/adjustments'>
type Way = 'receive' | 'remove' | 'count'

const WAYS: readonly (readonly [Way, string])[] = [
  ['receive', 'More came in'],
  ['remove', 'Less is there'],
  ['count', 'I counted'],
]

const REASONS: Readonly<Record<Way, readonly string[]>> = {
  receive: ['Delivery', 'Found', 'Correction'],
  remove: ['Damaged', 'Lost', 'Own use', 'Correction'],
  count: ['Stocktaking'],
}

export function AdjustDialog({ product, onClose }: { product: Product; onClose: () => void }) {
  const cache = useQueryClient()
  const { data } = useLevels(product.sku)
  const names = useLocationNames()
  const [way, setWay] = useState<Way>('receive')
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const [place, setPlace] = useState<string | null>(null)
  const [isForced, setForced] = useState(false)
  const locationId = place ?? data?.items[0]?.location_id ?? [...names.keys()][0]
  const level = data?.items.find(({ location_id }) => location_id === locationId)
  const onHand = level?.on_hand ?? 0
  const number = parseWhole(text)
  const isNumber = number !== null && (way === 'count' ? number >= 0 : number > 0)
  const delta =
    number === null ? 0 : { receive: number, remove: -number, count: number - onHand }[way]

  async function send(): Promise<void> {
    if (number === null) return
    const common = {
      sku: product.sku,
      reason: reason.trim() || REASONS[way][0],
      ...(locationId === undefined ? {} : { location_id: locationId }),
      ...(isForced ? { force: true } : {}),
    } as const
    const sent: Adjustment =
      way === 'count' ? { ...common, set: number, if_on_hand: onHand } : { ...common, delta }
    const after = await client.stock.adjust(sent as Adjustment)
    void cache.invalidateQueries({ queryKey: ['catalog'] })
    notify(`${product.title}: ${countText(after.on_hand)} on hand`, {
      action: delta === 0 ? undefined : { label: 'Undo', run: () => void takeBack() },
    })
  }

  async function takeBack(): Promise<void> {
    try {
      await client.stock.adjust({
        sku: product.sku,
        delta: -delta,
        reason: 'Taken back',
        ...(locationId === undefined ? {} : { location_id: locationId }),
      })
      void cache.invalidateQueries({ queryKey: ['catalog'] })
      notify(`${product.title}: taken back`)
    } catch (error) {
      notifyRefusal('Not taken back', error)
    }
  }

  return (
    <CommandDialog
      title={`Adjust ${product.title}`}
      yes="Adjust"
      send={send}
      onClose={onClose}
      isReady={isNumber && data !== undefined}
    >
      {({ problemOf, error }) => (
        <>
          {names.size > 1 && (
            <SelectField
              label="Where"
              value={locationId ?? ''}
              onChange={setPlace}
              options={[...names]}
            />
          )}
          <div className="parts-pairs">
            <SelectField label="What happened" value={way} onChange={setWay} options={WAYS} />
            <TextField
              label={way === 'count' ? 'How many are there' : 'How many'}
              value={text}
              onChange={setText}
              inputMode="numeric"
              isNumber
              hasFocus
              hint={`${countText(onHand)} on hand${
                isNumber ? `, then ${countText(onHand + delta)}` : ''
              }`}
              problem={problemOf('delta') ?? problemOf('set')}
            />
          </div>
          <TextField
            label="Why"
            value={reason}
            onChange={setReason}
            hint={`Left empty: ${REASONS[way][0]}. It stands in the movements.`}
            problem={problemOf('reason')}
          />
          <div className="parts-row parts-row-wrap">
            {REASONS[way].map((one) => (
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
            <Check
              label="Adjust all the same: more is promised than is there"
              isOn={isForced}
              onChange={setForced}
            />
          )}
        </>
      )}
    </CommandDialog>
  )
}
