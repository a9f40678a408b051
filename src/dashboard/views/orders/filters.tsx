// The filters of the orders table: the full-text search, a menu for each status, and a chip for each active
// filter, which removes it.

import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { DISPLAY, FULFILLMENT, ORDER_RETURNS, PAYMENT } from '#dashboard/parts/status.tsx'
import { dateText } from '#dashboard/parts/time.tsx'
import { DatesDialog } from './dates.tsx'
import type { OrdersSearch } from './search.ts'

type Name = keyof OrdersSearch

interface Choice {
  name: Name
  title: string
  words: Readonly<Record<string, string>>
}

const wordsOf = (words: Readonly<Record<string, readonly [string, string]>>) =>
  Object.fromEntries(Object.entries(words).map(([value, [text]]) => [value, text]))

const texts = t.orders.filters
const { columns } = t.orders
const YES_NO = { true: t.common.yes, false: t.common.no }

const CHOICES: readonly Choice[] = [
  { name: 'display_status', title: t.common.status, words: wordsOf(DISPLAY) },
  { name: 'payment_status', title: t.common.payment, words: wordsOf(PAYMENT) },
  { name: 'fulfillment_status', title: t.common.fulfillment, words: wordsOf(FULFILLMENT) },
  { name: 'return_status', title: t.common.return, words: wordsOf(ORDER_RETURNS) },
]

const MORE: readonly Choice[] = [
  { name: 'attention', title: texts.attention, words: YES_NO },
  { name: 'on_hold', title: texts.onHold, words: YES_NO },
  { name: 'archived', title: texts.archived, words: YES_NO },
  { name: 'source', title: columns.source, words: t.orders.sources },
]

const TYPING_MS = 250

interface FiltersProps {
  search: OrdersSearch
  onChange: (change: OrdersSearch) => void
}

export function Filters({ search, onChange }: FiltersProps) {
  const [q, setQ] = useState(search.q ?? '')
  const [areDatesOpen, setDatesOpen] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useShortcut('/', t.orders.shortcuts.search, () => input.current?.focus())
  useEffect(() => setQ(search.q ?? ''), [search.q])
  useEffect(() => {
    if (q.trim() === (search.q ?? '')) return
    const timer = setTimeout(() => onChange({ q: q.trim() || undefined }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [q, search.q, onChange])

  return (
    <search className="parts-filters">
      <div className="orders-filter-menus">
        <input
          ref={input}
          className="parts-input parts-search"
          type="search"
          aria-label={texts.search}
          placeholder={texts.searchPlaceholder}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        {CHOICES.map((choice) => (
          <ChoiceMenu key={choice.name} choice={choice} search={search} onChange={onChange} />
        ))}
        <Menu
          label={texts.moreLabel}
          size="small"
          items={() => [
            ...MORE.flatMap(({ name, title, words }) =>
              Object.entries(words)
                .filter(([value]) => value !== 'false')
                .map(([value, text]) => ({
                  label: words === YES_NO ? title : `${title}: ${text}`,
                  isChecked: search[name] === value,
                  run: () => onChange({ [name]: search[name] === value ? undefined : value }),
                })),
            ),
            { label: texts.placedBetween, startsGroup: true, run: () => setDatesOpen(true) },
          ]}
        >
          {t.common.more}
        </Menu>
      </div>
      <Chips search={search} onChange={onChange} />
      {areDatesOpen && (
        <DatesDialog search={search} onChange={onChange} onClose={() => setDatesOpen(false)} />
      )}
    </search>
  )
}

const valuesOf = (text: string | undefined): string[] => text?.split(',').filter(Boolean) ?? []

function ChoiceMenu({ choice, search, onChange }: FiltersProps & { choice: Choice }) {
  const { name, title, words } = choice
  const chosen = valuesOf(search[name])
  return (
    <Menu
      label={texts.by(title)}
      size="small"
      items={() =>
        Object.entries(words).map(([value, label]) => ({
          label,
          isChecked: chosen.includes(value),
          run: () => {
            const next = chosen.includes(value)
              ? chosen.filter((one) => one !== value)
              : [...chosen, value]
            onChange({ [name]: next.join(',') || undefined })
          },
        }))
      }
    >
      {title}
      {chosen.length > 0 && <span className="parts-tag">{chosen.length}</span>}
    </Menu>
  )
}

interface Other {
  name: Name
  title: string
  /** The readable value; without it, the value of the address. */
  show?: (value: string) => ReactNode
}

const OTHERS: readonly Other[] = [
  { name: 'tag', title: texts.tag },
  { name: 'customer_id', title: t.common.customer, show: (id) => <CustomerName id={id} /> },
  { name: 'placed_from', title: texts.placedFrom, show: dateText },
  { name: 'placed_to', title: texts.placedTo, show: dateText },
]

function CustomerName({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['customers', id],
    queryFn: ({ signal }) => client.customers.get(id, { signal }),
  })
  return data?.name ?? data?.email ?? id
}

/** The active filters; a press removes one. */
function Chips({ search, onChange }: FiltersProps) {
  const choices = [...CHOICES, ...MORE].flatMap(({ name, title, words }) =>
    valuesOf(search[name]).map((value) => ({ name, title, value, text: words[value] ?? value })),
  )
  const others = OTHERS.flatMap(({ name, title, show }) => {
    const value = search[name]
    return value === undefined ? [] : [{ name, title, value, text: show?.(value) ?? value }]
  })
  return [...choices, ...others].map(({ name, title, value, text }) => (
    <button
      key={name + value}
      type="button"
      className="parts-chip"
      aria-current="true"
      onClick={() => {
        const rest = valuesOf(search[name]).filter((one) => one !== value)
        onChange({ [name]: rest.join(',') || undefined })
      }}
    >
      <span>
        <span className="parts-visually-hidden">{texts.remove} </span>
        {title}: {text}
      </span>
      <Icon name="close" />
    </button>
  ))
}
