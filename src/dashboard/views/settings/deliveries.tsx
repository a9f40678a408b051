// What a webhook was sent and what came of each attempt, with the means to send it again.

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { WebhookDelivery } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'

type State = WebhookDelivery['status']

const STATES: Readonly<Record<State, readonly [string, tone: string]>> = {
  pending: ['Waiting', 'wait'],
  delivered: ['Delivered', 'good'],
  dead: ['Given up', 'stop'],
}

const answerOf = ({ attempts }: WebhookDelivery): string => {
  const last = attempts.at(-1)
  if (last === undefined) return 'not sent yet'
  return last.status === null ? (last.error ?? 'no answer') : `answered ${last.status}`
}

const COLUMNS: readonly TableColumn<WebhookDelivery>[] = [
  {
    key: 'type',
    title: 'Event',
    place: 'title',
    show: ({ event_type }) => <span className="parts-mono">{event_type}</span>,
  },
  {
    key: 'status',
    title: 'Status',
    place: 'under',
    show: ({ status }) => (
      <span className="parts-status" data-tone={STATES[status][1]}>
        {STATES[status][0]}
      </span>
    ),
  },
  { key: 'answer', title: 'Last answer', place: 'foot', show: answerOf },
  {
    key: 'attempts',
    title: 'Attempts',
    isNumber: true,
    show: ({ attempts }) => countText(attempts.length),
  },
  {
    key: 'at',
    title: 'When',
    place: 'corner',
    show: ({ created_at }) => <Time at={created_at} />,
  },
]

const FILTERS: readonly (readonly [State | null, string])[] = [
  [null, 'All'],
  ['pending', 'Waiting'],
  ['delivered', 'Delivered'],
  ['dead', 'Given up'],
]

export function Deliveries({ webhookId }: { webhookId: string }) {
  const cache = useQueryClient()
  const [status, setStatus] = useState<State | null>(null)
  const [opened, setOpened] = useState<WebhookDelivery | null>(null)

  async function redeliver({ id, event_type }: WebhookDelivery): Promise<void> {
    try {
      await client.webhooks.redeliver(webhookId, id)
      await cache.invalidateQueries({ queryKey: ['webhooks'] })
      notify(`${event_type} is sent again`)
    } catch (error) {
      notifyRefusal('Not sent again', error)
    }
  }

  return (
    <section className="parts-panel" aria-label="Deliveries">
      <header className="parts-panel-head">
        <h2>Deliveries</h2>
        {FILTERS.map(([value, title]) => (
          <button
            key={title}
            type="button"
            className="parts-chip"
            aria-pressed={value === status}
            onClick={() => setStatus(value)}
          >
            {title}
          </button>
        ))}
        <Button
          size="small"
          tone="quiet"
          onClick={() => void cache.invalidateQueries({ queryKey: ['webhooks'] })}
        >
          Look again
        </Button>
      </header>
      <List<WebhookDelivery>
        isMain
        what="deliveries"
        label="Deliveries"
        queryKey={['webhooks', webhookId, 'deliveries', status]}
        load={(page, options) =>
          client.webhooks.deliveries(
            webhookId,
            { ...page, ...(status === null ? {} : { status }) },
            options,
          )
        }
        columns={[
          ...COLUMNS,
          {
            key: 'again',
            title: 'Again',
            isNumber: true,
            place: 'aside',
            show: (delivery) => (
              <Button
                size="small"
                aria-label={`Send ${delivery.event_type} again`}
                onClick={() => void redeliver(delivery)}
              >
                Send again
              </Button>
            ),
          },
        ]}
        keyOf={({ id }) => id}
        nameOf={({ event_type }) => event_type}
        onOpen={setOpened}
        empty={<Empty title="Nothing was sent" />}
      />
      {opened !== null && <Attempts delivery={opened} onClose={() => setOpened(null)} />}
    </section>
  )
}

const Attempts = ({ delivery, onClose }: { delivery: WebhookDelivery; onClose: () => void }) => (
  <Dialog title={delivery.event_type} width="wide" onClose={onClose}>
    <dl className="parts-details">
      <dt>Event</dt>
      <dd className="parts-mono">{delivery.event_id}</dd>
      {delivery.next_attempt_at !== null && (
        <>
          <dt>Next attempt</dt>
          <dd>
            <Time at={delivery.next_attempt_at} />
          </dd>
        </>
      )}
    </dl>
    {delivery.attempts.length === 0 && <p className="parts-soft">Not sent yet.</p>}
    <ol className="parts-stack">
      {delivery.attempts.map((attempt) => (
        <li key={attempt.at}>
          <div className="parts-row">
            <strong>
              {attempt.status === null ? (attempt.error ?? 'No answer') : attempt.status}
            </strong>
            <span className="parts-soft parts-small">
              <Time at={attempt.at} />
              {attempt.duration_ms !== null && ` · ${countText(attempt.duration_ms)} ms`}
            </span>
          </div>
          {attempt.response && (
            <pre className="settings-response parts-mono">{attempt.response}</pre>
          )}
        </li>
      ))}
    </ol>
  </Dialog>
)
