// Who is told of events by HTTP: addresses, what each is told of, and whether it listens.

import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Webhook } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { Frame } from './frame.tsx'
import { Secret } from './secret.tsx'
import { WebhookDialog } from './webhook-form.tsx'

export function Health({ webhook }: { webhook: Webhook }) {
  const { enabled, disabled_reason, failing_since } = webhook
  if (!enabled) {
    const why = { gone: 'It is gone', failing: 'Failed too long' } as const
    return (
      <span className="parts-status" data-tone="calm">
        {disabled_reason === null ? 'Off' : `Off: ${why[disabled_reason].toLowerCase()}`}
      </span>
    )
  }
  return failing_since === null ? (
    <span className="parts-status" data-tone="good">
      On
    </span>
  ) : (
    <span className="parts-status" data-tone="stop">
      <span>
        Failing since <Time at={failing_since} />
      </span>
    </span>
  )
}

const COLUMNS: readonly TableColumn<Webhook>[] = [
  {
    key: 'url',
    title: 'Address',
    place: 'title',
    show: ({ url }) => <span className="settings-break">{url}</span>,
  },
  {
    key: 'events',
    title: 'Told of',
    place: 'under',
    show: ({ events }) => <span className="parts-mono parts-small">{events.join(', ')}</span>,
  },
  { key: 'about', title: 'What for', show: ({ description }) => description },
  {
    key: 'state',
    title: 'State',
    place: 'foot',
    show: (webhook) => <Health webhook={webhook} />,
  },
]

export function Webhooks(): ReactNode {
  const navigate = useNavigate()
  const [isAdding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <Frame
      name="Webhooks"
      actions={
        <Button tone="main" onClick={() => setAdding(true)}>
          New webhook
        </Button>
      }
    >
      <div className="parts-panel">
        <List<Webhook>
          isMain
          what="webhooks"
          label="Webhooks"
          queryKey={['webhooks', 'list']}
          load={(page, options) => client.webhooks.list(page, options)}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          nameOf={({ url }) => url}
          onOpen={({ id }) => void navigate({ to: '/settings/webhooks/$id', params: { id } })}
          linkTo={({ id }, children) => (
            <Link
              className="parts-cell-link"
              to="/settings/webhooks/$id"
              params={{ id }}
              tabIndex={-1}
            >
              {children}
            </Link>
          )}
          empty={
            <Empty title="Nobody is told by HTTP">
              <p className="parts-soft">
                A webhook is sent each event it asks for, signed, until it answers.
              </p>
            </Empty>
          }
        />
      </div>
      {isAdding && <WebhookDialog onClose={() => setAdding(false)} onMade={setSecret} />}
      {secret !== null && (
        <Secret
          title="The secret of the webhook"
          about="With it the receiver checks that what it gets comes from here."
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Frame>
  )
}
