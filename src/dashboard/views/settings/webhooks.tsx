// The list of webhooks: URL, events and status.

import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Webhook } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { sinceText } from '#dashboard/parts/time.tsx'
import { Frame } from './frame.tsx'
import { Secret } from './secret.tsx'
import { WebhookDialog } from './webhook-form.tsx'

const { webhooks: texts } = t.settings

export function Health({ webhook }: { webhook: Webhook }) {
  const { enabled, disabled_reason, failing_since } = webhook
  if (!enabled) {
    return (
      <span className="parts-status" data-tone="calm">
        {disabled_reason === null ? texts.off : texts.offReason[disabled_reason]}
      </span>
    )
  }
  return failing_since === null ? (
    <span className="parts-status" data-tone="good">
      {texts.on}
    </span>
  ) : (
    <span className="parts-status" data-tone="stop">
      {texts.failingSince(sinceText(failing_since))}
    </span>
  )
}

const COLUMNS: readonly TableColumn<Webhook>[] = [
  {
    key: 'url',
    title: texts.url,
    slot: 'title',
    render: ({ url }) => <span className="settings-break">{url}</span>,
  },
  {
    key: 'events',
    title: texts.events,
    slot: 'under',
    render: ({ events }) => <span className="parts-mono parts-small">{events.join(', ')}</span>,
  },
  { key: 'about', title: t.common.description, render: ({ description }) => description },
  {
    key: 'state',
    title: t.common.status,
    slot: 'foot',
    render: (webhook) => <Health webhook={webhook} />,
  },
]

export function Webhooks(): ReactNode {
  const navigate = useNavigate()
  const [isAdding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <Frame
      name={t.settings.pages.webhooks}
      actions={
        <Button tone="main" onClick={() => setAdding(true)}>
          {texts.create}
        </Button>
      }
    >
      <div className="parts-panel">
        <List<Webhook>
          isMain
          label={t.settings.pages.webhooks}
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
            <Empty title={texts.empty}>
              <p className="parts-soft">{texts.emptyHint}</p>
            </Empty>
          }
        />
      </div>
      {isAdding && <WebhookDialog onClose={() => setAdding(false)} onCreated={setSecret} />}
      {secret !== null && (
        <Secret
          title={texts.secretTitle}
          description={texts.secretDescription}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Frame>
  )
}
