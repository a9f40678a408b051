// Fields as they were before and after, a line each.

import type { ChangeLine } from '#dashboard/parts/order/changes.ts'

export function ChangeList({ lines }: { lines: readonly ChangeLine[] }) {
  if (lines.length === 0) return null
  return (
    <ul className="order-detail-changes">
      {lines.map(({ what, before, after }) => (
        <li key={what + after}>
          {what}
          {after !== null && (
            <>
              : {before !== null && <span className="before">{before} → </span>}
              <span className="order-detail-after">{after}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
