// The head of a view: title, time zone, live status and actions.

import { type ReactNode, useEffect } from 'react'
import type { Status } from '#client/index.ts'
import { useLiveness } from '#dashboard/lib/live.ts'
import { t } from '#dashboard/lib/texts.ts'
import { exactText, Time, ZoneLabel } from './time.tsx'

interface ViewHeadProps {
  title: ReactNode
  /** For the title of the window. */
  name: string
  children?: ReactNode
  /** Statuses of the live lists of this view. */
  statuses?: readonly Status[]
  before?: ReactNode
}

export function ViewHead({ title, name, children, statuses, before }: ViewHeadProps) {
  useEffect(() => {
    document.title = `${name} · orderd`
  }, [name])
  return (
    <header className="parts-view-head">
      {before}
      <h1>{title}</h1>
      <ZoneLabel />
      <LiveLine statuses={statuses} />
      {children}
    </header>
  )
}

function LiveLine({ statuses }: { statuses?: readonly Status[] | undefined }) {
  const { status, since } = useLiveness(statuses)
  const at = new Date(since).toISOString()
  return (
    <span
      className="parts-live-line"
      role="status"
      data-status={status}
      title={t.parts.since(exactText(at))}
    >
      <span className="parts-live-word">{t.common.liveStatuses[status]}</span>
      {status === 'offline' && (
        <span>
          {t.parts.asOf} <Time at={at} />
        </span>
      )}
    </span>
  )
}
