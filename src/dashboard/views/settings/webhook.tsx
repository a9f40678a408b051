// One webhook: what it was sent, what it answered, and the means to send again, test it, switch it
// off or give it a new secret.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Webhook } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { Bones, Failure } from '#dashboard/parts/states.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { Deliveries } from './deliveries.tsx'
import { Frame } from './frame.tsx'
import { Secret } from './secret.tsx'
import { WebhookDialog } from './webhook-form.tsx'
import { Health } from './webhooks.tsx'

const route = getRouteApi('/signed-in/shell/settings/webhooks/$id')

export const WebhookPage = (): ReactNode => (
  <Frame name="Webhook">
    <One />
  </Frame>
)

function One() {
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery({
    queryKey: ['webhooks', id],
    queryFn: ({ signal }) => client.webhooks.get(id, { signal }),
  })
  if (data === undefined) {
    return error === null ? (
      <Bones lines={6} />
    ) : (
      <Failure error={error} what="webhook" onRetry={() => void refetch()} />
    )
  }
  return (
    <div className="parts-stack">
      <Facts webhook={data} />
      <Deliveries webhookId={id} />
    </div>
  )
}

function Facts({ webhook }: { webhook: Webhook }) {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [isEditing, setEditing] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const refresh = () => cache.invalidateQueries({ queryKey: ['webhooks'] })

  /** Says what came of it, in the server's words where it was refused. */
  async function attempt(
    done: string,
    run: () => Promise<unknown>,
    undo?: () => void,
  ): Promise<boolean> {
    try {
      await run()
      await refresh()
      notify(done, undo && { action: { label: 'Undo', run: undo } })
      return true
    } catch (error) {
      notifyRefusal('Not done', error)
      return false
    }
  }

  const toggle = (enabled: boolean): Promise<boolean> =>
    attempt(
      enabled ? 'The webhook is on' : 'The webhook is off',
      () => client.webhooks.update(webhook.id, { enabled }),
      () => void toggle(!enabled),
    )

  async function rotate(): Promise<void> {
    const isMeant = await confirm({
      title: 'Give it a new secret?',
      body: 'For 24 hours everything is signed with both, so that the receiver can be changed over. Then the old one counts no more.',
      yes: 'Make a new secret',
    })
    if (!isMeant) return
    await attempt('There is a new secret', async () => {
      setSecret((await client.webhooks.rotateSecret(webhook.id)).secret)
    })
  }

  async function remove(): Promise<void> {
    const isMeant = await confirm({
      title: 'Delete this webhook?',
      body: `${webhook.url} is told of nothing any more; what still waits for it is dropped, and its log is gone.`,
      yes: 'Delete the webhook',
      tone: 'stop',
    })
    if (!isMeant) return
    if (await attempt('The webhook is deleted', () => client.webhooks.delete(webhook.id))) {
      await navigate({ to: '/settings/webhooks' })
    }
  }

  return (
    <section className="parts-panel" aria-label="Webhook">
      <header className="parts-panel-head">
        <h2 className="settings-break">{webhook.url}</h2>
        <Button
          size="small"
          onClick={() => void attempt('A test is sent', () => client.webhooks.test(webhook.id))}
        >
          Send a test
        </Button>
        <Menu
          label="More about this webhook"
          size="small"
          items={() => [
            { label: 'Edit…', run: () => setEditing(true) },
            { label: 'New secret…', run: () => void rotate() },
            webhook.enabled
              ? { label: 'Switch off', run: () => void toggle(false) }
              : { label: 'Switch on', run: () => void toggle(true) },
            { label: 'Delete…', tone: 'stop', startsGroup: true, run: () => void remove() },
          ]}
        >
          <Icon name="more" />
        </Menu>
      </header>
      <dl className="parts-panel-body parts-details">
        <dt>State</dt>
        <dd>
          <Health webhook={webhook} />
        </dd>
        <dt>Told of</dt>
        <dd className="parts-mono">{webhook.events.join(', ')}</dd>
        {webhook.description !== null && (
          <>
            <dt>What for</dt>
            <dd>{webhook.description}</dd>
          </>
        )}
      </dl>
      {isEditing && <WebhookDialog webhook={webhook} onClose={() => setEditing(false)} />}
      {secret !== null && (
        <Secret
          title="The new secret"
          about="The old one signs too for 24 hours."
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </section>
  )
}
