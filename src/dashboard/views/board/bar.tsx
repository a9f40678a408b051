// What of the board is shown. The filter stands in the address, so that it can be kept, sent and gone
// back from; it acts on the rows that are here. Words are searched by the server (found.ts).

import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import type { Order } from '#client/index.ts'
import { Button } from '#dashboard/parts/button.tsx'
import type { Subject } from '#dashboard/parts/order/steps.ts'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { PAYMENT, wordOf } from '#dashboard/parts/status.tsx'
import type { BoardSearch } from './search.ts'

const route = getRouteApi('/signed-in/shell/')

const MOST_TAGS = 6

/** `found` is what the search of the server finds; without an answer yet, the card's own words count. */
export function isShown(
  order: Subject,
  { q, payment, tag, attention }: BoardSearch,
  found: ReadonlySet<string> | undefined,
): boolean {
  if (payment !== undefined && order.payment_status !== payment) return false
  if (attention !== undefined && order.attention !== true) return false
  if (tag !== undefined && !order.tags?.includes(tag)) return false
  if (q === undefined || found?.has(order.id)) return true
  const tags = order.tags?.join(' ') ?? ''
  return hasWords(
    q,
    found === undefined ? `${order.number ?? ''} ${order.email ?? ''} ${tags}` : tags,
  )
}

const hasWords = (q: string, text: string): boolean =>
  q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word))

export function BoardBar({ items }: { items: readonly Subject[] }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const input = useRef<HTMLInputElement>(null)
  useShortcut('/', 'Filter or search', () => input.current?.focus())
  const set = (change: BoardSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })

  const { payments, tags, needsAttention } = useMemo(() => kindsOf(items), [items])
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <search className="board-bar">
      <input
        ref={input}
        className="parts-input"
        type="search"
        aria-label="Filter the board"
        placeholder="Number, name, phone, tracking, tag"
        value={search.q ?? ''}
        onChange={(event) => set({ q: event.target.value || undefined })}
      />
      {(needsAttention || search.attention !== undefined) && (
        <Chip
          label="Needs attention"
          isOn={search.attention !== undefined}
          onToggle={(isOn) => set({ attention: isOn ? 'true' : undefined })}
        />
      )}
      {payments.map((payment) => (
        <Chip
          key={payment}
          label={wordOf(PAYMENT, payment)}
          isOn={search.payment === payment}
          onToggle={(isOn) => set({ payment: isOn ? payment : undefined })}
        />
      ))}
      {tags.map((tag) => (
        <Chip
          key={tag}
          label={`#${tag}`}
          isOn={search.tag === tag}
          onToggle={(isOn) => set({ tag: isOn ? tag : undefined })}
        />
      ))}
      {isFiltered && (
        <Button
          tone="quiet"
          size="small"
          onClick={() => void navigate({ search: {}, replace: true })}
        >
          Show all
        </Button>
      )}
    </search>
  )
}

interface ChipProps {
  label: string
  isOn: boolean
  onToggle: (isOn: boolean) => void
}

const Chip = ({ label, isOn, onToggle }: ChipProps) => (
  <button type="button" className="parts-chip" aria-pressed={isOn} onClick={() => onToggle(!isOn)}>
    {label}
  </button>
)

/** What there is to choose from, so that no filter leads to nothing. */
function kindsOf(items: readonly Subject[]) {
  const payments = new Set<Order['payment_status']>()
  const tags = new Map<string, number>()
  let needsAttention = false
  for (const order of items) {
    payments.add(order.payment_status)
    needsAttention ||= order.attention === true
    for (const tag of order.tags ?? []) tags.set(tag, (tags.get(tag) ?? 0) + 1)
  }
  const common = [...tags].sort((a, b) => b[1] - a[1]).slice(0, MOST_TAGS)
  return { payments: [...payments].sort(), tags: common.map(([tag]) => tag), needsAttention }
}
