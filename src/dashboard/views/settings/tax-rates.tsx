// The shop's tax rates by destination: the rate of a tax class in a country.

import { useState } from 'react'
import type { Settings } from '#client/index.ts'
import { parseRate, rateInput } from '#dashboard/lib/numbers.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { TextField } from '#dashboard/parts/form.tsx'

const { taxRates: texts } = t.settings

type TaxRate = Settings['tax_rates'][number]

/** As they are typed. */
interface Row {
  key: number
  country: string
  tax_class: string
  rate: string
}

let count = 0
const rowOf = ({ country, tax_class, rate_ppm }: TaxRate): Row => {
  count += 1
  return { key: count, country, tax_class, rate: rateInput(rate_ppm) }
}

interface TaxRatesProps {
  rates: readonly TaxRate[]
  /** null while a typed rate is not one. */
  onChange: (rates: TaxRate[] | null) => void
  problemOf: (path: string) => string | undefined
}

export function TaxRates({ rates, onChange, problemOf }: TaxRatesProps) {
  const [rows, setRows] = useState(() => rates.map(rowOf))
  function put(next: Row[]): void {
    setRows(next)
    const read = next.flatMap(({ country, tax_class, rate }) => {
      const rate_ppm = parseRate(rate)
      return rate_ppm === null ? [] : [{ country, tax_class, rate_ppm }]
    })
    onChange(read.length === next.length ? read : null)
  }
  const write = (key: number, fields: Partial<Row>) =>
    put(rows.map((row) => (row.key === key ? { ...row, ...fields } : row)))
  return (
    <section className="parts-stack" aria-label={texts.title}>
      <h2>{texts.title}</h2>
      <p className="parts-small parts-soft">{texts.description}</p>
      {rows.map(({ key, country, tax_class, rate }, i) => (
        <div className="parts-pairs" key={key}>
          <TextField
            label={texts.country(i + 1)}
            hint={texts.countryHint}
            value={country}
            onChange={(value) => write(key, { country: value.trim().toUpperCase() })}
            problem={problemOf(`tax_rates.${i}.country`) ?? problemOf(`tax_rates.${i}`)}
          />
          <TextField
            label={texts.taxClass(i + 1)}
            hint={texts.taxClassHint}
            value={tax_class}
            onChange={(value) => write(key, { tax_class: value })}
            problem={problemOf(`tax_rates.${i}.tax_class`)}
          />
          <TextField
            label={texts.rate(i + 1)}
            inputMode="decimal"
            isNumber
            value={rate}
            onChange={(value) => write(key, { rate: value })}
            problem={
              problemOf(`tax_rates.${i}.rate_ppm`) ??
              (parseRate(rate) === null ? texts.noRate : undefined)
            }
          />
          <div className="parts-row">
            <Button
              size="small"
              tone="quiet"
              onClick={() => put(rows.filter((row) => row.key !== key))}
            >
              {texts.remove(i + 1)}
            </Button>
          </div>
        </div>
      ))}
      <div className="parts-row">
        <Button
          size="small"
          onClick={() => put([...rows, rowOf({ country: '', tax_class: 'standard', rate_ppm: 0 })])}
        >
          {texts.add}
        </Button>
      </div>
    </section>
  )
}
