// One webhook with its delivery log and its actions: test, edit, roll the secret, disable, delete.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Webhook } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { Deliveries } from './deliveries.tsx'
import { Frame } from './frame.tsx'
import { Secret } from './secret.tsx'
import { WebhookDialog } from './webhook-form.tsx'
import { Health } from './webhooks.tsx'

const { webhooks: texts } = t.settings

const route = getRouteApi('/signed-in/shell/settings/webhooks/$id')

export const WebhookPage = (): ReactNode => (
  <Frame name={texts.webhook}>
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
      <Skeleton lines={6} />
    ) : (
      <Failure error={error} name={texts.webhook} onRetry={() => void refetch()} />
    )
  }
  return (
    <div className="parts-stack">
      <Details webhook={data} />
      <Deliveries webhookId={id} />
    </div>
  )
}

function Details({ webhook }: { webhook: Webhook }) {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [isEditing, setEditing] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const refresh = () => cache.invalidateQueries({ queryKey: ['webhooks'] })

  async function attempt(
    done: string,
    run: () => Promise<unknown>,
    undo?: () => void,
  ): Promise<boolean> {
    try {
      await run()
      await refresh()
      notify(done, undo && { action: { label: t.common.undo, run: undo } })
      return true
    } catch (error) {
      notifyRefusal(texts.refused, error)
      return false
    }
  }

  const toggle = (enabled: boolean): Promise<boolean> =>
    attempt(
      enabled ? texts.enabled : texts.disabled,
      () => client.webhooks.update(webhook.id, { enabled }),
      () => void toggle(!enabled),
    )

  async function rotate(): Promise<void> {
    const isMeant = await confirm({
      title: texts.rotateTitle,
      body: texts.rotateDescription,
      confirmLabel: texts.rotateConfirm,
    })
    if (!isMeant) return
    await attempt(texts.rotated, async () => {
      setSecret((await client.webhooks.rotateSecret(webhook.id)).secret)
    })
  }

  async function remove(): Promise<void> {
    const isMeant = await confirm({
      title: texts.deleteTitle,
      body: texts.deleteDescription(webhook.url),
      confirmLabel: texts.deleteConfirm,
      tone: 'stop',
    })
    if (!isMeant) return
    if (await attempt(texts.deleted, () => client.webhooks.delete(webhook.id))) {
      await navigate({ to: '/settings/webhooks' })
    }
  }

  return (
    <section className="parts-panel" aria-label={texts.webhook}>
      <header className="parts-panel-head">
        <h2 className="settings-break">{webhook.url}</h2>
        <Button
          size="small"
          onClick={() => void attempt(texts.testSent, () => client.webhooks.test(webhook.id))}
        >
          {texts.test}
        </Button>
        <Menu
          label={texts.more}
          size="small"
          items={() => [
            { label: `${t.common.edit}…`, run: () => setEditing(true) },
            { label: texts.rotate, run: () => void rotate() },
            webhook.enabled
              ? { label: texts.disable, run: () => void toggle(false) }
              : { label: texts.enable, run: () => void toggle(true) },
            { label: texts.deleteItem, tone: 'stop', startsGroup: true, run: () => void remove() },
          ]}
        >
          <Icon name="more" />
        </Menu>
      </header>
      <dl className="parts-panel-body parts-details">
        <dt>{t.common.status}</dt>
        <dd>
          <Health webhook={webhook} />
        </dd>
        <dt>{texts.events}</dt>
        <dd className="parts-mono">{webhook.events.join(', ')}</dd>
        {webhook.description !== null && (
          <>
            <dt>{t.common.description}</dt>
            <dd>{webhook.description}</dd>
          </>
        )}
      </dl>
      {isEditing && <WebhookDialog webhook={webhook} onClose={() => setEditing(false)} />}
      {secret !== null && (
        <Secret
          title={texts.secretTitle}
          description={texts.newSecretDescription}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </section>
  )
}
