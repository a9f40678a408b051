// The open work of the shop. Each count links to its orders; orders on hold have a count of their own.

import { Link } from '@tanstack/react-router'
import { countText } from '#dashboard/lib/money.tsx'
import type { SearchOf } from '#dashboard/lib/search.ts'
import { t } from '#dashboard/lib/texts.ts'
import type { Summary } from './figures.tsx'

interface Work {
  key: keyof Summary['open']
  tone: 'wait' | 'work' | 'stop'
  search: SearchOf<['display_status', 'return_status', 'on_hold', 'attention']>
}

const WORK: readonly Work[] = [
  {
    key: 'to_pay',
    tone: 'wait',
    search: { display_status: 'pending' },
  },
  {
    key: 'to_fulfill',
    tone: 'work',
    search: { display_status: 'processing,partially_shipped' },
  },
  {
    key: 'to_return',
    tone: 'wait',
    search: { return_status: 'requested,in_progress' },
  },
  { key: 'on_hold', tone: 'stop', search: { on_hold: 'true' } },
  { key: 'attention', tone: 'stop', search: { attention: 'true' } },
]

export const OpenWork = ({ open }: { open: Summary['open'] }) => (
  <nav className="overview-work overview-wide" aria-label={t.overview.openWork}>
    {WORK.map(({ key, tone, search }) => (
      <Link key={key} to="/orders" search={search} className="parts-panel overview-work-card">
        <span className="overview-work-count" data-tone={open[key] > 0 ? tone : undefined}>
          {countText(open[key])}
        </span>
        <span className="parts-soft">{t.overview.open[key]}</span>
      </Link>
    ))}
  </nav>
)
