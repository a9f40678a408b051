// How the server is, asked again and again while somebody looks. It says nothing that the server does
// not.

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { OrderdError } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveness } from '#dashboard/lib/live.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { Frame } from './frame.tsx'

const EVERY_MS = 10_000

export const System = (): ReactNode => (
  <Frame name="System">
    <div className="parts-stack settings">
      <Health />
      <Doctor />
    </div>
  </Frame>
)

const WORDS = { live: 'Live', connecting: 'Connecting', catching_up: 'Catching up', offline: 'Off' }

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
    <section className="parts-panel" aria-label="Health" aria-live="polite">
      <header className="parts-panel-head">
        <h2>Health</h2>
        <Button size="small" isBusy={isFetching} onClick={() => void refetch()}>
          Ask again
        </Button>
      </header>
      <dl className="parts-panel-body parts-details">
        <dt>Server</dt>
        <dd>
          {at === 0 ? (
            <span className="parts-faint">asking</span>
          ) : (
            <span className="parts-status" data-tone={error === null ? 'good' : 'stop'}>
              {error === null ? 'Ready' : isUnreachable ? 'Cannot be reached' : error.message}
            </span>
          )}
        </dd>
        <dt>Live updates</dt>
        <dd>
          <span className="parts-status" data-tone={status === 'live' ? 'good' : 'wait'}>
            {WORDS[status]}
          </span>
        </dd>
        <dt>Version</dt>
        <dd className="parts-tabular">{about?.version ?? '–'}</dd>
        {at > 0 && (
          <>
            <dt>Asked</dt>
            <dd>
              <Time at={new Date(at).toISOString()} />
            </dd>
          </>
        )}
        <dt>Documents</dt>
        <dd>
          <a href="/docs">API</a>
        </dd>
      </dl>
    </section>
  )
}

const Doctor = () => (
  <section className="parts-panel" aria-label="When something is wrong">
    <header className="parts-panel-head">
      <h2>When something is wrong</h2>
    </header>
    <p className="parts-panel-body">
      <code>orderd doctor</code>, at the machine, goes through the data directory, the disk, the
      clock and the database, and says what is wrong and how it is mended.
    </p>
  </section>
)
