// A webhook as a form: where to, and what it is told of.

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BodyOf, Webhook } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { Check, TextField } from '#dashboard/parts/form.tsx'
import { notify } from '#dashboard/parts/toast.tsx'

type EventKind = BodyOf<'POST /webhooks'>['events'][number]

const KINDS: readonly (readonly [EventKind, string])[] = [
  ['*', 'Everything'],
  ['order.*', 'Orders'],
  ['payment.*', 'Payments'],
  ['fulfillment.*', 'Shipments'],
  ['return.*', 'Returns'],
  ['stock.*', 'Stock'],
  ['product.*', 'Products'],
  ['customer.*', 'Customers'],
]

interface WebhookDialogProps {
  /** None: a new one. */
  webhook?: Webhook
  onClose: () => void
  onMade?: (secret: string) => void
}

export function WebhookDialog({ webhook, onClose, onMade }: WebhookDialogProps) {
  const cache = useQueryClient()
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [description, setDescription] = useState(webhook?.description ?? '')
  const [events, setEvents] = useState<ReadonlySet<string>>(new Set(webhook?.events ?? ['order.*']))
  /** Single types that were asked for by the API stay as they are. */
  const others = [...events].filter((event) => !KINDS.some(([kind]) => kind === event))

  async function send(): Promise<void> {
    const fields = {
      url: url.trim(),
      events: [...events] as EventKind[],
      description: description.trim() || null,
    }
    if (webhook === undefined) onMade?.((await client.webhooks.create(fields)).secret)
    else await client.webhooks.update(webhook.id, fields)
    await cache.invalidateQueries({ queryKey: ['webhooks'] })
    if (webhook !== undefined) notify('The webhook is saved')
  }

  return (
    <CommandDialog
      title={webhook === undefined ? 'New webhook' : 'Edit the webhook'}
      yes={webhook === undefined ? 'Set it up' : 'Save'}
      send={send}
      onClose={onClose}
      isReady={events.size > 0 && url.trim() !== ''}
    >
      {({ problemOf }) => (
        <>
          <TextField
            label="Address"
            hint="https://, to a public address"
            value={url}
            onChange={setUrl}
            problem={problemOf('url')}
            hasFocus
          />
          <TextField
            label="What for"
            value={description}
            onChange={setDescription}
            problem={problemOf('description')}
          />
          <fieldset>
            <legend className="parts-strong parts-small">It is told of</legend>
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
