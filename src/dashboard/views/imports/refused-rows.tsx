// The refused rows of an import, each with its line in the file and the reason.

import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Scrolling } from '#dashboard/parts/scrolling.tsx'
import type { Report } from './import-kinds.ts'

const MAX_ROWS = 200

export function RefusedRows({ report }: { report: Report }) {
  const { refused, refused_left_off } = report
  if (refused.length === 0) return null
  const leftOff = refused_left_off + Math.max(0, refused.length - MAX_ROWS)
  return (
    <Scrolling className="parts-table-wrap imports-refused" label={t.imports.refusedRows}>
      <table className="parts-table">
        <thead>
          <tr>
            <th className="parts-number">{t.imports.line}</th>
            <th>{t.imports.record}</th>
            <th>{t.common.reason}</th>
          </tr>
        </thead>
        <tbody>
          {refused.slice(0, MAX_ROWS).map(({ line, external_id, reason }) => (
            <tr key={`${line} ${reason}`}>
              <td className="parts-number">{countText(line)}</td>
              <td className="parts-mono">{external_id ?? ''}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {leftOff > 0 && (
        <p className="parts-panel-body parts-soft">{t.imports.more(countText(leftOff))}</p>
      )}
    </Scrolling>
  )
}
