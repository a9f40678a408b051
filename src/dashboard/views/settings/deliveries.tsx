// The delivery log of a webhook: each event, its attempts and their responses, and a button to resend.

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { WebhookDelivery } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'

type State = WebhookDelivery['status']

const { deliveries: texts } = t.settings

const TONES: Readonly<Record<State, string>> = { pending: 'wait', delivered: 'good', dead: 'stop' }

const responseOf = ({ attempts }: WebhookDelivery): string => {
  const last = attempts.at(-1)
  if (last === undefined) return texts.notSent
  return last.status === null ? (last.error ?? texts.noResponse) : texts.status(last.status)
}

const COLUMNS: readonly TableColumn<WebhookDelivery>[] = [
  {
    key: 'type',
    title: texts.event,
    slot: 'title',
    render: ({ event_type }) => <span className="parts-mono">{event_type}</span>,
  },
  {
    key: 'status',
    title: t.common.status,
    slot: 'under',
    render: ({ status }) => (
      <span className="parts-status" data-tone={TONES[status]}>
        {texts.statuses[status]}
      </span>
    ),
  },
  { key: 'answer', title: texts.response, slot: 'foot', render: responseOf },
  {
    key: 'attempts',
    title: texts.attempts,
    isNumber: true,
    render: ({ attempts }) => countText(attempts.length),
  },
  {
    key: 'at',
    title: texts.created,
    slot: 'corner',
    render: ({ created_at }) => <Time at={created_at} />,
  },
]

const FILTERS: readonly (State | null)[] = [null, 'pending', 'delivered', 'dead']

export function Deliveries({ webhookId }: { webhookId: string }) {
  const cache = useQueryClient()
  const [status, setStatus] = useState<State | null>(null)
  const [opened, setOpened] = useState<WebhookDelivery | null>(null)

  async function redeliver({ id, event_type }: WebhookDelivery): Promise<void> {
    try {
      await client.webhooks.redeliver(webhookId, id)
      await cache.invalidateQueries({ queryKey: ['webhooks'] })
      notify(texts.resent(event_type))
    } catch (error) {
      notifyRefusal(texts.notResent, error)
    }
  }

  return (
    <section className="parts-panel" aria-label={texts.title}>
      <header className="parts-panel-head">
        <h2>{texts.title}</h2>
        {FILTERS.map((value) => (
          <button
            key={value}
            type="button"
            className="parts-chip"
            aria-pressed={value === status}
            onClick={() => setStatus(value)}
          >
            {value === null ? t.common.all : texts.statuses[value]}
          </button>
        ))}
        <Button
          size="small"
          tone="quiet"
          onClick={() => void cache.invalidateQueries({ queryKey: ['webhooks'] })}
        >
          {t.common.refresh}
        </Button>
      </header>
      <List<WebhookDelivery>
        isMain
        label={texts.title}
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
            title: t.common.actions,
            isNumber: true,
            slot: 'aside',
            render: (delivery) => (
              <Button
                size="small"
                aria-label={texts.resendEvent(delivery.event_type)}
                onClick={() => void redeliver(delivery)}
              >
                {texts.resend}
              </Button>
            ),
          },
        ]}
        keyOf={({ id }) => id}
        nameOf={({ event_type }) => event_type}
        onOpen={setOpened}
        empty={<Empty title={texts.empty} />}
      />
      {opened !== null && <Attempts delivery={opened} onClose={() => setOpened(null)} />}
    </section>
  )
}

const Attempts = ({ delivery, onClose }: { delivery: WebhookDelivery; onClose: () => void }) => (
  <Dialog title={delivery.event_type} width="wide" onClose={onClose}>
    <dl className="parts-details">
      <dt>{texts.event}</dt>
      <dd className="parts-mono">{delivery.event_id}</dd>
      {delivery.next_attempt_at !== null && (
        <>
          <dt>{texts.nextAttempt}</dt>
          <dd>
            <Time at={delivery.next_attempt_at} />
          </dd>
        </>
      )}
    </dl>
    {delivery.attempts.length === 0 && <p className="parts-soft">{texts.notSent}</p>}
    <ol className="parts-stack">
      {delivery.attempts.map((attempt) => (
        <li key={attempt.at}>
          <div className="parts-row">
            <strong>
              {attempt.status === null
                ? (attempt.error ?? texts.noResponse)
                : texts.status(attempt.status)}
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
