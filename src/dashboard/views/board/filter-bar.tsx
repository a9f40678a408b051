// The filter of the board. It is part of the address, so that it can be bookmarked, sent and gone back
// from. The chips act on the cards that are loaded; the server searches words (search-results.ts).

import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import type { Order, OrderSummary } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { PAYMENT, wordOf } from '#dashboard/parts/status.tsx'
import type { BoardSearch } from './search.ts'

const route = getRouteApi('/signed-in/shell/')

const MAX_TAGS = 6

/** `results` are those of the server; until they arrive, the words are looked for on the card. */
export function isVisible(
  order: OrderSummary,
  { q, payment, tag, attention }: BoardSearch,
  results: ReadonlySet<string> | undefined,
): boolean {
  if (payment !== undefined && order.payment_status !== payment) return false
  if (attention !== undefined && order.attention !== true) return false
  if (tag !== undefined && !order.tags?.includes(tag)) return false
  if (q === undefined || results?.has(order.id)) return true
  const tags = order.tags?.join(' ') ?? ''
  return hasWords(
    q,
    results === undefined ? `${order.number ?? ''} ${order.email ?? ''} ${tags}` : tags,
  )
}

const hasWords = (q: string, text: string): boolean =>
  q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word))

export function FilterBar({ orders }: { orders: readonly OrderSummary[] }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const input = useRef<HTMLInputElement>(null)
  useShortcut('/', t.board.shortcuts.search, () => input.current?.focus())
  const set = (change: BoardSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })

  const { payments, tags, needsAttention } = useMemo(() => choicesIn(orders), [orders])
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <search className="board-bar">
      <input
        ref={input}
        className="parts-input"
        type="search"
        aria-label={t.board.search}
        placeholder={t.board.searchPlaceholder}
        value={search.q ?? ''}
        onChange={(event) => set({ q: event.target.value || undefined })}
      />
      {(needsAttention || search.attention !== undefined) && (
        <Chip
          label={t.board.needsAttention}
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
          {t.board.clearFilters}
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

/** The filters that match at least one of the orders; of tags the six most frequent. */
function choicesIn(orders: readonly OrderSummary[]) {
  const payments = new Set<Order['payment_status']>()
  const tags = new Map<string, number>()
  let needsAttention = false
  for (const order of orders) {
    payments.add(order.payment_status)
    needsAttention ||= order.attention === true
    for (const tag of order.tags ?? []) tags.set(tag, (tags.get(tag) ?? 0) + 1)
  }
  const common = [...tags].sort((a, b) => b[1] - a[1]).slice(0, MAX_TAGS)
  return { payments: [...payments].sort(), tags: common.map(([tag]) => tag), needsAttention }
}
