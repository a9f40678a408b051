// A list of changed fields with their values before and after.

import type { ChangeLine } from './changes.ts'

export function ChangeList({ lines }: { lines: readonly ChangeLine[] }) {
  if (lines.length === 0) return null
  return (
    <ul className="order-changes">
      {lines.map(({ label, before, after }) => (
        <li key={label + after}>
          {label}
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
