// The filters of the table: words for the full-text search, a menu for each status, and a chip for
// whatever is on, which takes it off.

import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { DISPLAY, FULFILLMENT, PAYMENT, RETURN } from '#dashboard/parts/status.tsx'
import { dateText } from '#dashboard/parts/time.tsx'
import { DatesDialog } from './dates.tsx'
import type { OrdersSearch } from './search.ts'

type Name = keyof OrdersSearch

interface Choice {
  name: Name
  title: string
  words: Readonly<Record<string, string>>
}

const texts = (words: Readonly<Record<string, readonly [string, string]>>) =>
  Object.fromEntries(Object.entries(words).map(([value, [text]]) => [value, text]))

const YES = { true: 'Yes', false: 'No' }

const CHOICES: readonly Choice[] = [
  { name: 'display_status', title: 'Status', words: texts(DISPLAY) },
  { name: 'payment_status', title: 'Payment', words: texts(PAYMENT) },
  { name: 'fulfillment_status', title: 'Fulfillment', words: texts(FULFILLMENT) },
  { name: 'return_status', title: 'Return', words: texts(RETURN) },
]

const MORE: readonly Choice[] = [
  { name: 'attention', title: 'Needs attention', words: YES },
  { name: 'on_hold', title: 'On hold', words: YES },
  { name: 'archived', title: 'Archived', words: YES },
  {
    name: 'source',
    title: 'Source',
    words: { api: 'API', dashboard: 'Dashboard', import: 'Import', exchange: 'Exchange' },
  },
]

const TYPING_MS = 250

interface FiltersProps {
  search: OrdersSearch
  onChange: (change: OrdersSearch) => void
}

export function Filters({ search, onChange }: FiltersProps) {
  const [q, setQ] = useState(search.q ?? '')
  const [isDated, setDated] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useShortcut('/', 'Filter or search', () => input.current?.focus())
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
          aria-label="Search orders"
          placeholder="Number, name, e-mail, SKU, tracking"
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        {CHOICES.map((choice) => (
          <Choose key={choice.name} choice={choice} search={search} onChange={onChange} />
        ))}
        <Menu
          label="More filters"
          size="small"
          items={() => [
            ...MORE.flatMap(({ name, title, words }) =>
              Object.entries(words)
                .filter(([value]) => value !== 'false')
                .map(([value, text]) => ({
                  label: words === YES ? title : `${title}: ${text}`,
                  isChecked: search[name] === value,
                  run: () => onChange({ [name]: search[name] === value ? undefined : value }),
                })),
            ),
            { label: 'Placed between…', startsGroup: true, run: () => setDated(true) },
          ]}
        >
          More
        </Menu>
      </div>
      <Chips search={search} onChange={onChange} />
      {isDated && (
        <DatesDialog search={search} onChange={onChange} onClose={() => setDated(false)} />
      )}
    </search>
  )
}

const valuesOf = (text: string | undefined): string[] => text?.split(',').filter(Boolean) ?? []

function Choose({ choice, search, onChange }: FiltersProps & { choice: Choice }) {
  const { name, title, words } = choice
  const chosen = valuesOf(search[name])
  return (
    <Menu
      label={`Filter by ${title.toLowerCase()}`}
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
  /** As it is read; without it as it stands in the address. */
  show?: (value: string) => ReactNode
}

const OTHERS: readonly Other[] = [
  { name: 'tag', title: 'Tag' },
  { name: 'customer_id', title: 'Customer', show: (id) => <CustomerName id={id} /> },
  { name: 'placed_from', title: 'Placed from', show: dateText },
  { name: 'placed_to', title: 'Placed to', show: dateText },
]

function CustomerName({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['customers', id],
    queryFn: ({ signal }) => client.customers.get(id, { signal }),
  })
  return data?.name ?? data?.email ?? id
}

/** What is on, each to be taken off by a press. */
function Chips({ search, onChange }: FiltersProps) {
  const known = [...CHOICES, ...MORE].flatMap(({ name, title, words }) =>
    valuesOf(search[name]).map((value) => ({ name, title, value, shown: words[value] ?? value })),
  )
  const others = OTHERS.flatMap(({ name, title, show }) => {
    const value = search[name]
    return value === undefined ? [] : [{ name, title, value, shown: show?.(value) ?? value }]
  })
  return [...known, ...others].map(({ name, title, value, shown }) => (
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
        <span className="parts-visually-hidden">Remove the filter </span>
        {title}: {shown}
      </span>
      <Icon name="close" />
    </button>
  ))
}
