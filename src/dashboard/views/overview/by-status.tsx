// The orders of the period by status, as bars with their counts.

import { Link } from '@tanstack/react-router'
import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Empty } from '#dashboard/parts/states.tsx'
import { DISPLAY, Status } from '#dashboard/parts/status.tsx'
import type { Summary } from './figures.tsx'

export function ByStatus({ counts }: { counts: Summary['by_status'] }) {
  const most = Math.max(1, ...counts.map(({ orders }) => orders))
  return (
    <section className="parts-panel" aria-label={t.overview.byStatus}>
      <header className="parts-panel-head">
        <h2>{t.overview.byStatus}</h2>
      </header>
      {counts.length === 0 ? (
        <Empty title={t.overview.empty} />
      ) : (
        <ul className="parts-panel-body overview-status-bars">
          {counts.map(({ display_status, orders }) => (
            <li key={display_status}>
              <Link to="/orders" search={{ display_status }} className="parts-cell-link">
                <Status words={DISPLAY} value={display_status} />
              </Link>
              <svg
                className="overview-status-bar"
                data-tone={DISPLAY[display_status][1]}
                aria-hidden="true"
              >
                <rect width={`${(orders / most) * 100}%`} height="100%" rx="3" />
              </svg>
              <span className="parts-number">{countText(orders)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
