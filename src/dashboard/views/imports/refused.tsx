// The rows that stay out, each with its line in the file and the reason.

import { countText } from '#dashboard/lib/money.tsx'
import { Scrolling } from '#dashboard/parts/scrolling.tsx'
import type { Report } from './kinds.ts'

const MOST = 200

export function Refused({ report }: { report: Report }) {
  const { refused, refused_left_off } = report
  if (refused.length === 0) return null
  const leftOff = refused_left_off + Math.max(0, refused.length - MOST)
  return (
    <Scrolling className="parts-table-wrap imports-refused" label="Refused rows">
      <table className="parts-table">
        <thead>
          <tr>
            <th className="parts-number">Line</th>
            <th>Which</th>
            <th>Why it is refused</th>
          </tr>
        </thead>
        <tbody>
          {refused.slice(0, MOST).map(({ line, external_id, reason }) => (
            <tr key={`${line} ${reason}`}>
              <td className="parts-number">{countText(line)}</td>
              <td className="parts-mono">{external_id ?? ''}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {leftOff > 0 && <p className="parts-panel-body parts-soft">and {countText(leftOff)} more</p>}
    </Scrolling>
  )
}
