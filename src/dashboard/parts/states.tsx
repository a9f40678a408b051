// The states of a view without data: empty, loading, failed, forbidden, not found.

import type { ReactNode } from 'react'
import { OrderdError } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from './button.tsx'

interface StateProps {
  title: string
  children?: ReactNode
}

export const Empty = ({ title, children }: StateProps) => (
  <div className="parts-state">
    <h2>{title}</h2>
    {children}
  </div>
)

export const Forbidden = () => (
  <Empty title={t.parts.forbidden}>
    <p className="parts-soft">{t.parts.forbiddenWhy}</p>
  </Empty>
)

export const Absent = ({ name }: { name: string }) => (
  <Empty title={t.parts.notFound(name)}>
    <p className="parts-soft">{t.parts.notFoundWhy}</p>
  </Empty>
)

interface FailureProps {
  error: unknown
  /** Of the thing or the list that failed to load, as in a heading. */
  name: string
  onRetry: () => void
}

/** Any failure to load, as the reader can act on it. */
export function Failure({ error, name, onRetry }: FailureProps) {
  const status = error instanceof OrderdError ? error.status : null
  if (status === 403) return <Forbidden />
  if (status === 404) return <Absent name={name} />
  const isAway = status === 0 || status === 503
  return (
    <div className="parts-state" role="alert">
      <h2>{isAway ? t.parts.unreachable : t.parts.notLoaded(name)}</h2>
      {isAway || (
        <p className="parts-soft">{error instanceof Error ? error.message : String(error)}</p>
      )}
      {error instanceof OrderdError && error.requestId !== null && (
        <p className="parts-faint parts-small">{t.parts.requestId(error.requestId)}</p>
      )}
      <Button onClick={onRetry}>{t.common.tryAgain}</Button>
    </div>
  )
}

const WIDTHS = ['62%', '88%', '47%', '74%', '55%', '81%', '39%', '68%', '58%', '84%']

/** Placeholder lines while data loads, announced once to screen readers. */
export const Skeleton = ({ lines = 6 }: { lines?: number }) => (
  <div className="parts-stack" role="status">
    <span className="parts-visually-hidden">{t.common.loading}</span>
    {WIDTHS.slice(0, lines).map((width) => (
      <svg key={width} className="parts-skeleton" width={width} aria-hidden="true" />
    ))}
  </div>
)
