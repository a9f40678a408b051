// The form of a webhook: its URL and its events.

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BodyOf, Webhook } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { Check, TextField } from '#dashboard/parts/form.tsx'
import { notify } from '#dashboard/parts/toast.tsx'

type EventKind = BodyOf<'POST /webhooks'>['events'][number]

const { webhooks: texts } = t.settings

const KINDS: readonly (readonly [string, label: string])[] = Object.entries(texts.eventKinds)

interface WebhookDialogProps {
  /** None: a new one. */
  webhook?: Webhook
  onClose: () => void
  onCreated?: (secret: string) => void
}

export function WebhookDialog({ webhook, onClose, onCreated }: WebhookDialogProps) {
  const cache = useQueryClient()
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [description, setDescription] = useState(webhook?.description ?? '')
  const [events, setEvents] = useState<ReadonlySet<string>>(new Set(webhook?.events ?? ['order.*']))
  /** Single types that were set through the API. */
  const others = [...events].filter((event) => !KINDS.some(([kind]) => kind === event))

  async function send(): Promise<void> {
    const fields = {
      url: url.trim(),
      events: [...events] as EventKind[],
      description: description.trim() || null,
    }
    if (webhook === undefined) onCreated?.((await client.webhooks.create(fields)).secret)
    else await client.webhooks.update(webhook.id, fields)
    await cache.invalidateQueries({ queryKey: ['webhooks'] })
    if (webhook !== undefined) notify(texts.saved)
  }

  return (
    <CommandDialog
      title={webhook === undefined ? texts.create : texts.edit}
      confirmLabel={webhook === undefined ? texts.createButton : t.common.save}
      send={send}
      onClose={onClose}
      isReady={events.size > 0 && url.trim() !== ''}
    >
      {({ problemOf }) => (
        <>
          <TextField
            label={texts.url}
            hint={texts.urlHint}
            value={url}
            onChange={setUrl}
            problem={problemOf('url')}
            hasFocus
          />
          <TextField
            label={t.common.description}
            value={description}
            onChange={setDescription}
            problem={problemOf('description')}
          />
          <fieldset>
            <legend className="parts-strong parts-small">{texts.events}</legend>
            {[...KINDS, ...others.map((event) => [event, event] as const)].map(([kind, label]) => (
              <Check
                key={kind}
                label={label}
                isOn={events.has(kind)}
                onChange={(isOn) => {
                  const next = new Set(events)
                  if (isOn) next.add(kind)
                  else next.delete(kind)
                  setEvents(next)
                }}
              />
            ))}
          </fieldset>
        </>
      )}
    </CommandDialog>
  )
}
