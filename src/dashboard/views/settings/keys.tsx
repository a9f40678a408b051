// API keys: what programs sign in with, each with no more than it needs.

import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { ApiKey } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Check, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { Frame } from './frame.tsx'
import { Secret } from './secret.tsx'

type Scope = ApiKey['scopes'][number]

const SCOPES: readonly (readonly [Scope, string])[] = [
  ['orders:read', 'Read orders'],
  ['orders:write', 'Change orders'],
  ['catalog:read', 'Read products and stock'],
  ['catalog:write', 'Change products'],
  ['stock:write', 'Adjust stock'],
  ['customers:read', 'Read customers'],
  ['customers:write', 'Change customers'],
  ['reports:read', 'Read reports'],
  ['webhooks:write', 'Set up webhooks'],
]

export function Keys(): ReactNode {
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<{ name: string; key: string } | null>(null)
  return (
    <Frame
      name="API keys"
      actions={
        <Button tone="main" onClick={() => setMaking(true)}>
          New key
        </Button>
      }
    >
      <div className="parts-panel">
        <All />
      </div>
      {isMaking && <NewKey onClose={() => setMaking(false)} onMade={setMade} />}
      {made !== null && (
        <Secret
          title={`The key of ${made.name}`}
          about="Programs send it as a bearer token."
          secret={made.key}
          onClose={() => setMade(null)}
        />
      )}
    </Frame>
  )
}

function All() {
  const cache = useQueryClient()

  async function revoke({ id, name }: ApiKey): Promise<void> {
    const isMeant = await confirm({
      title: `Revoke ${name}?`,
      body: 'Whatever signs in with this key is refused from its next request on. A revoked key cannot be brought back.',
      yes: 'Revoke the key',
      tone: 'stop',
    })
    if (!isMeant) return
    try {
      await client.apiKeys.delete(id)
      await cache.invalidateQueries({ queryKey: ['api-keys'] })
      notify(`${name} is revoked`)
    } catch (error) {
      notifyRefusal('Not revoked', error)
    }
  }

  const columns: readonly TableColumn<ApiKey>[] = [
    { key: 'name', title: 'Name', place: 'title', show: ({ name }) => name },
    {
      key: 'hint',
      title: 'Key',
      place: 'corner',
      show: ({ hint }) => <span className="parts-mono">…{hint}</span>,
    },
    {
      key: 'scopes',
      title: 'May',
      place: 'under',
      show: ({ scopes }) => <span className="parts-small">{scopes.join(', ')}</span>,
    },
    {
      key: 'used',
      title: 'Last used',
      place: 'foot',
      show: ({ last_used_at }) =>
        last_used_at === null ? (
          <span className="parts-faint">never used</span>
        ) : (
          <Time at={last_used_at} />
        ),
    },
    {
      key: 'expires',
      title: 'Expires',
      show: ({ expires_at }) =>
        expires_at === null ? <span className="parts-faint">never</span> : <Time at={expires_at} />,
    },
    {
      key: 'revoke',
      title: 'State',
      isNumber: true,
      place: 'aside',
      show: (key) =>
        key.revoked_at === null ? (
          <Button
            size="small"
            tone="stop"
            aria-label={`Revoke ${key.name}`}
            onClick={() => void revoke(key)}
          >
            Revoke
          </Button>
        ) : (
          <span className="parts-tag">Revoked</span>
        ),
    },
  ]
  return (
    <List<ApiKey>
      isMain
      what="API keys"
      label="API keys"
      queryKey={['api-keys']}
      load={(page, options) => client.apiKeys.list(page, options)}
      columns={columns}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
      empty={
        <Empty title="No keys yet">
          <p className="parts-soft">A program that speaks to the shop gets a key of its own.</p>
        </Empty>
      }
    />
  )
}

const DAY_MS = 86_400_000
const LIVES = [
  ['90', '90 days'],
  ['365', 'a year'],
  ['', 'until it is revoked'],
] as const

interface NewKeyProps {
  onClose: () => void
  onMade: (made: { name: string; key: string }) => void
}

function NewKey({ onClose, onMade }: NewKeyProps) {
  const cache = useQueryClient()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(new Set(['orders:read']))
  const [days, setDays] = useState<(typeof LIVES)[number][0]>('365')

  async function send(): Promise<void> {
    const expires_at = days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS)
    const { key } = await client.apiKeys.create({
      name,
      scopes: [...scopes],
      expires_at: expires_at?.toISOString() ?? null,
    })
    void cache.invalidateQueries({ queryKey: ['api-keys'] })
    onMade({ name, key })
  }

  return (
    <CommandDialog
      title="New API key"
      yes="Make the key"
      send={send}
      onClose={onClose}
      isReady={scopes.size > 0}
    >
      {({ problemOf }) => (
        <>
          <TextField
            label="Name"
            hint="What it is for"
            value={name}
            onChange={setName}
            problem={problemOf('name')}
            hasFocus
          />
          <fieldset>
            <legend className="parts-strong parts-small">It may</legend>
            {SCOPES.map(([scope, label]) => (
              <Check
                key={scope}
                label={label}
                isOn={scopes.has(scope)}
                onChange={(isOn) => {
                  const next = new Set(scopes)
                  if (isOn) next.add(scope)
                  else next.delete(scope)
                  setScopes(next)
                }}
              />
            ))}
          </fieldset>
          <SelectField label="It lasts" value={days} onChange={setDays} options={LIVES} />
        </>
      )}
    </CommandDialog>
  )
}
