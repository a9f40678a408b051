// The settings of the shop. Only changed fields are sent.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Settings } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { loadShop } from '#dashboard/lib/shop.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Check, Refusal, SelectField, TextField, useForm } from '#dashboard/parts/form.tsx'
import { Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { Frame } from './frame.tsx'
import { TaxRates } from './tax-rates.tsx'

const { shop: texts } = t.settings

export const ShopSettings = (): ReactNode => (
  <Frame name={texts.title}>
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
      <Skeleton lines={8} />
    ) : (
      <Failure error={error} name={t.app.settings} onRetry={() => void refetch()} />
    )
  }
  return <Form before={data} />
}

const FIELDS = ['shop_name', 'currency', 'timezone', 'hold_time', 'number_prefix'] as const
const FLAGS = [
  'prices_include_tax',
  'auto_confirm',
  'auto_complete',
  'require_address',
  'gapless_numbers',
] as const

function Form({ before }: { before: Settings }) {
  const cache = useQueryClient()
  const [now, setNow] = useState(before)
  const [start, setStart] = useState(String(before.number_start))
  const [areRates, setAreRates] = useState(true)
  // Counts up when the changes are discarded, so that the rows of rates start over.
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
    notify(texts.saved)
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
          {FIELDS.map((name) => (
            <TextField
              key={name}
              {...texts[name]}
              value={now[name]}
              onChange={(value) => set({ [name]: value })}
              problem={form.problemOf(name)}
            />
          ))}
          <TextField
            {...texts.number_start}
            inputMode="numeric"
            isNumber
            value={start}
            onChange={setStart}
            problem={form.problemOf('number_start')}
          />
          <SelectField
            label={texts.taxRounding}
            value={now.tax_rounding}
            onChange={(tax_rounding) => set({ tax_rounding })}
            options={[
              ['line', texts.taxRoundings.line],
              ['total', texts.taxRoundings.total],
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
          {FLAGS.map((name) => (
            <Check
              key={name}
              label={texts[name]}
              isOn={now[name]}
              onChange={(isOn) => set({ [name]: isOn })}
            />
          ))}
        </div>
        <Refusal of={form} />
        <div className="parts-row">
          <Button type="submit" tone="main" isBusy={form.isBusy} disabled={!isChanged || !areRates}>
            {t.common.save}
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
              {texts.discard}
            </Button>
          )}
        </div>
      </div>
    </form>
  )
}
