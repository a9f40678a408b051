// What a view shows when it has nothing to show: nothing there, not there yet, out of reach, refused,
// or not for this person. Every view uses these, so that each has all of them.

import type { ReactNode } from 'react'
import { OrderdError } from '#client/index.ts'
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
  <Empty title="Not for your role">
    <p className="parts-soft">An administrator can give you the role that this takes.</p>
  </Empty>
)

export const Absent = ({ what }: { what: string }) => (
  <Empty title={`There is no such ${what}`}>
    <p className="parts-soft">It may never have been there, or it is not yours to see.</p>
  </Empty>
)

interface FailureProps {
  error: unknown
  what: string
  onRetry: () => void
}

/** Any failure to load, as the reader can act on it. */
export function Failure({ error, what, onRetry }: FailureProps) {
  const status = error instanceof OrderdError ? error.status : null
  if (status === 403) return <Forbidden />
  if (status === 404) return <Absent what={what} />
  const isAway = status === 0 || status === 503
  return (
    <div className="parts-state" role="alert">
      <h2>{isAway ? 'The server cannot be reached' : `The ${what} could not be loaded`}</h2>
      <p className="parts-soft">{error instanceof Error ? error.message : String(error)}</p>
      {error instanceof OrderdError && error.requestId !== null && (
        <p className="parts-faint parts-small">Request {error.requestId}</p>
      )}
      <Button onClick={onRetry}>Try again</Button>
    </div>
  )
}

const WIDTHS = ['62%', '88%', '47%', '74%', '55%', '81%', '39%', '68%', '58%', '84%']

/** The shape of what is coming. It says so once, to those who do not see it. */
export const Bones = ({ lines = 6 }: { lines?: number }) => (
  <div className="parts-stack" role="status">
    <span className="parts-visually-hidden">Loading</span>
    {WIDTHS.slice(0, lines).map((width) => (
      <svg key={width} className="parts-skeleton" width={width} aria-hidden="true" />
    ))}
  </div>
)
