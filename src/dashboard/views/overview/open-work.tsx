// What waits for somebody right now. Each count leads to the orders that one can go
// on with; those on hold are counted by themselves too.

import { Link } from '@tanstack/react-router'
import { countText } from '#dashboard/lib/money.tsx'
import type { SearchOf } from '#dashboard/lib/search.ts'
import type { Summary } from './figures.tsx'

interface Work {
  key: keyof Summary['open']
  title: string
  tone: 'wait' | 'work' | 'stop'
  search: SearchOf<['display_status', 'return_status', 'on_hold', 'attention']>
}

const WORK: readonly Work[] = [
  {
    key: 'to_pay',
    title: 'To be paid',
    tone: 'wait',
    search: { display_status: 'pending' },
  },
  {
    key: 'to_fulfill',
    title: 'To be shipped',
    tone: 'work',
    search: { display_status: 'processing,partially_shipped' },
  },
  {
    key: 'to_return',
    title: 'Coming back',
    tone: 'wait',
    search: { return_status: 'requested,in_progress' },
  },
  { key: 'on_hold', title: 'On hold', tone: 'stop', search: { on_hold: 'true' } },
  { key: 'attention', title: 'Need attention', tone: 'stop', search: { attention: 'true' } },
]

export const OpenWork = ({ open }: { open: Summary['open'] }) => (
  <nav className="overview-work overview-wide" aria-label="Open work">
    {WORK.map(({ key, title, tone, search }) => (
      <Link key={key} to="/orders" search={search} className="parts-panel overview-work-card">
        <span className="overview-work-count" data-tone={open[key] > 0 ? tone : undefined}>
          {countText(open[key])}
        </span>
        <span className="parts-soft">{title}</span>
      </Link>
    ))}
  </nav>
)
