// The accounts and their roles. A change takes effect with the next request of the account, and has an
// undo.

import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { BodyOf, ManagedUser } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { SelectField, TextField } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { SearchBox } from '#dashboard/parts/search-box.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { Frame } from './frame.tsx'

type Role = ManagedUser['role']

const { users: texts } = t.settings
const { roles } = t.common
const ROLES: readonly Role[] = ['user', 'editor', 'admin']

export function Users(): ReactNode {
  const [isAdding, setAdding] = useState(false)
  return (
    <Frame
      name={t.settings.pages.users}
      actions={
        <Button tone="main" onClick={() => setAdding(true)}>
          {texts.create}
        </Button>
      }
    >
      <All />
      {isAdding && <NewUser onClose={() => setAdding(false)} />}
    </Frame>
  )
}

function All() {
  const cache = useQueryClient()
  const [q, setQ] = useState('')

  async function change(user: ManagedUser, some: BodyOf<'PATCH /users/{id}'>): Promise<void> {
    try {
      const after = await client.users.update(user.id, some)
      await cache.invalidateQueries({ queryKey: ['users'] })
      const before = { role: user.role, disabled: user.disabled }
      notify(texts.changed(after.name, after.disabled ? texts.disabled : roles[after.role]), {
        action: { label: t.common.undo, run: () => void change(after, before) },
      })
    } catch (error) {
      notifyRefusal(user.name, error)
    }
  }

  async function giveRole(user: ManagedUser, role: Role): Promise<void> {
    const isMeant = await confirm({
      title: texts.roleTitle(user.name, roles[role]),
      body: `${texts.roleHints[role]} ${texts.roleEffect}`,
      confirmLabel: texts.roleConfirm,
    })
    if (isMeant) await change(user, { role })
  }

  async function disable(user: ManagedUser): Promise<void> {
    const isMeant = await confirm({
      title: texts.disableTitle(user.name),
      body: texts.disableDescription,
      confirmLabel: texts.disableConfirm,
      tone: 'stop',
    })
    if (isMeant) await change(user, { disabled: true })
  }

  const columns: readonly TableColumn<ManagedUser>[] = [
    { key: 'name', title: t.common.name, slot: 'title', render: ({ name }) => name },
    { key: 'email', title: t.common.email, slot: 'under', render: ({ email }) => email },
    {
      key: 'role',
      title: t.common.role,
      slot: 'corner',
      render: ({ role, disabled }) => (
        <span className="parts-row">
          {roles[role]}
          {disabled && <span className="parts-tag">{texts.disabled}</span>}
        </span>
      ),
    },
    {
      key: 'since',
      title: texts.since,
      render: ({ created_at }) => <Time at={created_at} />,
    },
    {
      key: 'more',
      title: t.common.actions,
      isNumber: true,
      slot: 'aside',
      render: (user) => (
        <Menu
          label={texts.change(user.name)}
          size="icon"
          tone="quiet"
          items={() => [
            ...ROLES.map((role) => ({
              label: roles[role],
              isChecked: user.role === role,
              run: () => {
                if (user.role !== role) void giveRole(user, role)
              },
            })),
            user.disabled
              ? {
                  label: texts.enable,
                  startsGroup: true,
                  run: () => void change(user, { disabled: false }),
                }
              : {
                  label: texts.disable,
                  tone: 'stop' as const,
                  startsGroup: true,
                  run: () => void disable(user),
                },
          ]}
        >
          <Icon name="more" />
        </Menu>
      ),
    },
  ]
  return (
    <>
      <search className="parts-filters">
        <SearchBox label={texts.search} placeholder={texts.searchHint} value={q} onChange={setQ} />
      </search>
      <div className="parts-panel">
        <List<ManagedUser>
          isMain
          isNewestFirst={false}
          label={t.settings.pages.users}
          queryKey={['users', q]}
          load={(page, options) => client.users.list({ ...page, ...(q ? { q } : {}) }, options)}
          columns={columns}
          keyOf={({ id }) => String(id)}
          nameOf={({ name }) => name}
          empty={<Empty title={texts.noMatch} />}
        />
      </div>
    </>
  )
}

function NewUser({ onClose }: { onClose: () => void }) {
  const cache = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<Role>('editor')

  async function send(): Promise<void> {
    const { id } = await client.users.register({ name, email, password })
    if (role !== 'user') await client.users.update(id, { role })
    await cache.invalidateQueries({ queryKey: ['users'] })
    notify(texts.created(name))
  }

  return (
    <CommandDialog
      title={texts.create}
      confirmLabel={texts.createButton}
      send={send}
      onClose={onClose}
    >
      {({ problemOf }) => (
        <>
          <TextField
            label={t.common.name}
            value={name}
            onChange={setName}
            problem={problemOf('name')}
            hasFocus
          />
          <TextField
            label={t.common.email}
            type="email"
            inputMode="email"
            value={email}
            onChange={setEmail}
            problem={problemOf('email')}
          />
          <TextField
            label={texts.firstPassword}
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={setPassword}
            problem={problemOf('password')}
            hint={texts.firstPasswordHint}
          />
          <SelectField
            label={t.common.role}
            value={role}
            onChange={setRole}
            hint={texts.roleHints[role]}
            options={ROLES.map((one) => [one, roles[one]] as const)}
          />
        </>
      )}
    </CommandDialog>
  )
}
