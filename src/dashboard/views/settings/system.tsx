// The health of the server, polled while the page is open.

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { OrderdError } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveness } from '#dashboard/lib/live.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Prose } from '#dashboard/parts/prose.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { Frame } from './frame.tsx'

const EVERY_MS = 10_000

export const System = (): ReactNode => (
  <Frame name={t.settings.pages.system}>
    <div className="parts-stack settings">
      <Health />
      <Doctor />
    </div>
  </Frame>
)

const { system } = t.settings

function Health() {
  const { status } = useLiveness()
  const { data: about } = useQuery({
    queryKey: ['system', 'root'],
    queryFn: ({ signal }) => client.system.root({ signal }),
  })
  const { error, dataUpdatedAt, errorUpdatedAt, isFetching, refetch } = useQuery({
    queryKey: ['system', 'ready'],
    queryFn: ({ signal }) => client.system.readiness({ signal }),
    refetchInterval: EVERY_MS,
  })
  const at = Math.max(dataUpdatedAt, errorUpdatedAt)
  const isUnreachable = error instanceof OrderdError && error.status === 0
  return (
    <section className="parts-panel" aria-label={system.health} aria-live="polite">
      <header className="parts-panel-head">
        <h2>{system.health}</h2>
        <Button size="small" isBusy={isFetching} onClick={() => void refetch()}>
          {t.common.refresh}
        </Button>
      </header>
      <dl className="parts-panel-body parts-details">
        <dt>{system.server}</dt>
        <dd>
          {at === 0 ? (
            <span className="parts-faint">{system.checking}</span>
          ) : (
            <span className="parts-status" data-tone={error === null ? 'good' : 'stop'}>
              {error === null ? system.ready : isUnreachable ? system.unreachable : error.message}
            </span>
          )}
        </dd>
        <dt>{system.liveUpdates}</dt>
        <dd>
          <span className="parts-status" data-tone={status === 'live' ? 'good' : 'wait'}>
            {t.common.liveStatuses[status]}
          </span>
        </dd>
        <dt>{system.version}</dt>
        <dd className="parts-tabular">{about?.version ?? '–'}</dd>
        {at > 0 && (
          <>
            <dt>{system.checked}</dt>
            <dd>
              <Time at={new Date(at).toISOString()} />
            </dd>
          </>
        )}
        <dt>{system.documentation}</dt>
        <dd>
          <a href="/docs">{system.api}</a>
        </dd>
      </dl>
    </section>
  )
}

const Doctor = () => (
  <section className="parts-panel" aria-label={system.troubleshooting}>
    <header className="parts-panel-head">
      <h2>{system.troubleshooting}</h2>
    </header>
    <p className="parts-panel-body">
      <Prose text={system.doctor} />
    </p>
  </section>
)
