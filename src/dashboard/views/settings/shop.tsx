// What the shop decides about itself. Only what was changed is sent.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Settings } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { loadShop } from '#dashboard/lib/shop.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Check, Refusal, SelectField, TextField, useForm } from '#dashboard/parts/form.tsx'
import { Bones, Failure } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { Frame } from './frame.tsx'
import { TaxRates } from './tax-rates.tsx'

export const ShopSettings = (): ReactNode => (
  <Frame name="Shop settings">
    <Loaded />
  </Frame>
)

function Loaded() {
  const { data, error, refetch } = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => client.settings.get({ signal }),
  })
  if (data === undefined) {
    return error === null ? (
      <Bones lines={8} />
    ) : (
      <Failure error={error} what="settings" onRetry={() => void refetch()} />
    )
  }
  return <Form before={data} />
}

type TextName = 'shop_name' | 'currency' | 'timezone' | 'hold_time' | 'number_prefix'
type FlagName =
  | 'prices_include_tax'
  | 'auto_confirm'
  | 'auto_complete'
  | 'require_address'
  | 'gapless_numbers'

const TEXTS: readonly (readonly [TextName, label: string, hint: string])[] = [
  ['shop_name', 'Name of the shop', 'On packing slips, invoices and tracking pages'],
  ['currency', 'Currency', 'Of products and orders that name none'],
  ['timezone', 'Time zone', 'Of every day and time here, as Europe/Berlin'],
  ['hold_time', 'Unpaid orders keep their stock for', '15m, 24h, 3d'],
  ['number_prefix', 'Order numbers begin with', 'As in SHOP-1001'],
]

const FLAGS: readonly (readonly [FlagName, string])[] = [
  ['prices_include_tax', 'Prices of the catalogue contain their tax'],
  ['auto_confirm', 'Confirm orders when they are placed, paid or not'],
  ['auto_complete', 'Complete orders when nothing is left to do'],
  ['require_address', 'Refuse to place orders without an address'],
  ['gapless_numbers', 'Order numbers without a gap'],
]

function Form({ before }: { before: Settings }) {
  const cache = useQueryClient()
  const [now, setNow] = useState(before)
  const [start, setStart] = useState(String(before.number_start))
  const [areRates, setAreRates] = useState(true)
  // Counts up where the fields start over.
  const [round, setRound] = useState(0)
  const set = (some: Partial<Settings>) => setNow((was) => ({ ...was, ...some }))
  const changed = Object.fromEntries(
    Object.entries({ ...now, number_start: Number(start) }).filter(
      ([name, value]) => JSON.stringify(before[name as keyof Settings]) !== JSON.stringify(value),
    ),
  )
  const isChanged = Object.keys(changed).length > 0
  const form = useForm(async () => {
    const after = await client.settings.update(changed)
    cache.setQueryData(['settings'], after)
    await loadShop()
    void cache.invalidateQueries({ queryKey: ['reports'] })
    setNow(after)
    setStart(String(after.number_start))
    notify('The settings are saved')
  })
  return (
    <form
      className="parts-panel settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      <div className="parts-panel-body parts-stack">
        <div className="parts-pairs">
          {TEXTS.map(([name, label, hint]) => (
            <TextField
              key={name}
              label={label}
              hint={hint}
              value={now[name]}
              onChange={(value) => set({ [name]: value })}
              problem={form.problemOf(name)}
            />
          ))}
          <TextField
            label="First order number"
            hint="Numbers already given are not given again"
            inputMode="numeric"
            isNumber
            value={start}
            onChange={setStart}
            problem={form.problemOf('number_start')}
          />
          <SelectField
            label="Tax is rounded"
            value={now.tax_rounding}
            onChange={(tax_rounding) => set({ tax_rounding })}
            options={[
              ['line', 'on each line'],
              ['total', 'on the order'],
            ]}
          />
        </div>
        <TaxRates
          key={round}
          rates={now.tax_rates}
          onChange={(rates) => {
            setAreRates(rates !== null)
            if (rates !== null) set({ tax_rates: rates })
          }}
          problemOf={form.problemOf}
        />
        <div>
          {FLAGS.map(([name, label]) => (
            <Check
              key={name}
              label={label}
              isOn={now[name]}
              onChange={(isOn) => set({ [name]: isOn })}
            />
          ))}
        </div>
        <Refusal of={form} />
        <div className="parts-row">
          <Button type="submit" tone="main" isBusy={form.isBusy} disabled={!isChanged || !areRates}>
            Save
          </Button>
          {isChanged && (
            <Button
              tone="quiet"
              onClick={() => {
                setNow(before)
                setAreRates(true)
                setRound(round + 1)
                setStart(String(before.number_start))
                form.clear()
              }}
            >
              As it was
            </Button>
          )}
        </div>
      </div>
    </form>
  )
}
