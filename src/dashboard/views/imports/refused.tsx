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
    <Scrolling className="table-wrap refused" label="Refused rows">
      <table className="table">
        <thead>
          <tr>
            <th className="number">Line</th>
            <th>Which</th>
            <th>Why it is refused</th>
          </tr>
        </thead>
        <tbody>
          {refused.slice(0, MOST).map(({ line, external_id, reason }) => (
            <tr key={`${line} ${reason}`}>
              <td className="number">{countText(line)}</td>
              <td className="mono">{external_id ?? ''}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {leftOff > 0 && <p className="panel-body soft">and {countText(leftOff)} more</p>}
    </Scrolling>
  )
}
