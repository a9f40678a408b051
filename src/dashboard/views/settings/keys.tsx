// The API keys of programs, each with its scopes.

import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { ApiKey } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
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

const { keys: texts } = t.settings

const SCOPES: readonly Scope[] = [
  'orders:read',
  'orders:write',
  'catalog:read',
  'catalog:write',
  'stock:write',
  'customers:read',
  'customers:write',
  'reports:read',
  'webhooks:write',
]

export function Keys(): ReactNode {
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<{ name: string; key: string } | null>(null)
  return (
    <Frame
      name={t.settings.pages.keys}
      actions={
        <Button tone="main" onClick={() => setMaking(true)}>
          {texts.create}
        </Button>
      }
    >
      <div className="parts-panel">
        <All />
      </div>
      {isMaking && <NewKey onClose={() => setMaking(false)} onMade={setMade} />}
      {made !== null && (
        <Secret
          title={texts.keyOf(made.name)}
          description={texts.keyDescription}
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
      title: texts.revokeTitle(name),
      body: texts.revokeDescription,
      confirmLabel: texts.revokeConfirm,
      tone: 'stop',
    })
    if (!isMeant) return
    try {
      await client.apiKeys.delete(id)
      await cache.invalidateQueries({ queryKey: ['api-keys'] })
      notify(texts.revokedName(name))
    } catch (error) {
      notifyRefusal(texts.notRevoked, error)
    }
  }

  async function activate({ id, name, inactive_reason }: ApiKey): Promise<void> {
    const isMeant = await confirm({
      title: texts.activateTitle(name),
      body: texts.activateDescription[inactive_reason ?? 'unknown'],
      confirmLabel: texts.activateConfirm,
    })
    if (!isMeant) return
    try {
      await client.apiKeys.confirm(id)
      await cache.invalidateQueries({ queryKey: ['api-keys'] })
      notify(texts.activatedName(name))
    } catch (error) {
      notifyRefusal(texts.notActivated, error)
    }
  }

  const columns: readonly TableColumn<ApiKey>[] = [
    { key: 'name', title: t.common.name, slot: 'title', render: ({ name }) => name },
    {
      key: 'hint',
      title: texts.key,
      slot: 'corner',
      render: ({ hint }) => <span className="parts-mono">…{hint}</span>,
    },
    {
      key: 'scopes',
      title: texts.scopes,
      slot: 'under',
      render: ({ scopes, revoked_at, inactive_reason }) => (
        <>
          <span className="parts-small">{scopes.join(', ')}</span>
          {revoked_at === null && inactive_reason !== null && (
            <p className="parts-small parts-soft">{texts.inactiveReasons[inactive_reason]}</p>
          )}
        </>
      ),
    },
    {
      key: 'used',
      title: texts.lastUsed,
      slot: 'foot',
      render: ({ last_used_at }) =>
        last_used_at === null ? (
          <span className="parts-faint">{texts.neverUsed}</span>
        ) : (
          <Time at={last_used_at} />
        ),
    },
    {
      key: 'expires',
      title: texts.expires,
      render: ({ expires_at }) =>
        expires_at === null ? (
          <span className="parts-faint">{t.common.never}</span>
        ) : (
          <Time at={expires_at} />
        ),
    },
    {
      key: 'revoke',
      title: t.common.status,
      isNumber: true,
      slot: 'aside',
      render: (key) =>
        key.revoked_at === null ? (
          <span className="parts-row">
            {key.inactive_at !== null && (
              <>
                <span className="parts-tag">{texts.inactive}</span>
                <Button
                  size="small"
                  aria-label={texts.activateName(key.name)}
                  onClick={() => void activate(key)}
                >
                  {texts.activate}
                </Button>
              </>
            )}
            <Button
              size="small"
              tone="stop"
              aria-label={texts.revokeName(key.name)}
              onClick={() => void revoke(key)}
            >
              {texts.revoke}
            </Button>
          </span>
        ) : (
          <span className="parts-tag">{texts.revoked}</span>
        ),
    },
  ]
  return (
    <List<ApiKey>
      isMain
      label={t.settings.pages.keys}
      queryKey={['api-keys']}
      load={(page, options) => client.apiKeys.list(page, options)}
      columns={columns}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
      empty={
        <Empty title={texts.empty}>
          <p className="parts-soft">{texts.emptyHint}</p>
        </Empty>
      }
    />
  )
}

const DAY_MS = 86_400_000
const LIVES = [
  ['90', texts.lifetimes[90]],
  ['365', texts.lifetimes[365]],
  ['', texts.lifetimes.never],
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
      title={texts.createTitle}
      confirmLabel={texts.createButton}
      send={send}
      onClose={onClose}
      isReady={scopes.size > 0}
    >
      {({ problemOf }) => (
        <>
          <TextField
            label={t.common.name}
            hint={texts.nameHint}
            value={name}
            onChange={setName}
            problem={problemOf('name')}
            hasFocus
          />
          <fieldset>
            <legend className="parts-strong parts-small">{texts.scopes}</legend>
            {SCOPES.map((scope) => (
              <Check
                key={scope}
                label={texts.scopeNames[scope]}
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
          <SelectField label={texts.lifetime} value={days} onChange={setDays} options={LIVES} />
        </>
      )}
    </CommandDialog>
  )
}
