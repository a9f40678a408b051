// Fields as they were before and after, a line each.

import type { ChangeLine } from './changes.ts'

export function ChangeList({ lines }: { lines: readonly ChangeLine[] }) {
  if (lines.length === 0) return null
  return (
    <ul className="order-changes">
      {lines.map(({ what, before, after }) => (
        <li key={what + after}>
          {what}
          {after !== null && (
            <>
              : {before !== null && `${before} → `}
              <span className="order-new-value">{after}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
