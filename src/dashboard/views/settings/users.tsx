// Accounts and what each may do. A change takes effect with the person's next request; it is said
// what that means before it is made, and can be taken back after.

import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { BodyOf, ManagedUser } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
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

const ROLES: Readonly<Record<Role, readonly [title: string, may: string]>> = {
  user: ['Customer', 'sees and places their own orders'],
  editor: ['Editor', 'works on all orders, products, stock and customers'],
  admin: ['Administrator', 'may do everything, also give roles and make keys'],
}

export function Users(): ReactNode {
  const [isAdding, setAdding] = useState(false)
  return (
    <Frame
      name="Users"
      actions={
        <Button tone="main" onClick={() => setAdding(true)}>
          New user
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
      notify(`${after.name}: ${after.disabled ? 'may not sign in' : ROLES[after.role][0]}`, {
        action: { label: 'Undo', run: () => void change(after, before) },
      })
    } catch (error) {
      notifyRefusal(user.name, error)
    }
  }

  async function giveRole(user: ManagedUser, role: Role): Promise<void> {
    const [title, may] = ROLES[role]
    const isMeant = await confirm({
      title: `Make ${user.name} ${title.toLowerCase()}?`,
      body: `Whoever has that role ${may}. It takes effect with their next request.`,
      yes: `Make them ${title.toLowerCase()}`,
    })
    if (isMeant) await change(user, { role })
  }

  async function lock(user: ManagedUser): Promise<void> {
    const isMeant = await confirm({
      title: `Lock ${user.name} out?`,
      body: 'All of their devices are signed out at once, and they cannot sign in until you let them in again. Their orders stay.',
      yes: 'Lock them out',
      tone: 'stop',
    })
    if (isMeant) await change(user, { disabled: true })
  }

  const columns: readonly TableColumn<ManagedUser>[] = [
    { key: 'name', title: 'Name', place: 'title', show: ({ name }) => name },
    { key: 'email', title: 'E-mail', place: 'under', show: ({ email }) => email },
    {
      key: 'role',
      title: 'Role',
      place: 'corner',
      show: ({ role, disabled }) => (
        <span className="parts-row">
          {ROLES[role][0]}
          {disabled && <span className="parts-tag">Locked out</span>}
        </span>
      ),
    },
    {
      key: 'since',
      title: 'Since',
      show: ({ created_at }) => <Time at={created_at} />,
    },
    {
      key: 'more',
      title: 'Change',
      isNumber: true,
      place: 'aside',
      show: (user) => (
        <Menu
          label={`Change ${user.name}`}
          size="icon"
          tone="quiet"
          items={() => [
            ...(Object.keys(ROLES) as Role[]).map((role) => ({
              label: ROLES[role][0],
              isChecked: user.role === role,
              run: () => {
                if (user.role !== role) void giveRole(user, role)
              },
            })),
            user.disabled
              ? {
                  label: 'Let in again',
                  startsGroup: true,
                  run: () => void change(user, { disabled: false }),
                }
              : {
                  label: 'Lock out…',
                  tone: 'stop' as const,
                  startsGroup: true,
                  run: () => void lock(user),
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
        <SearchBox label="Search users" placeholder="Name or e-mail" value={q} onChange={setQ} />
      </search>
      <div className="parts-panel">
        <List<ManagedUser>
          isMain
          isNewestFirst={false}
          what="users"
          label="Users"
          queryKey={['users', q]}
          load={(page, options) => client.users.list({ ...page, ...(q ? { q } : {}) }, options)}
          columns={columns}
          keyOf={({ id }) => String(id)}
          nameOf={({ name }) => name}
          empty={<Empty title="Nobody is like that" />}
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
    notify(`${name} can sign in`)
  }

  return (
    <CommandDialog title="New user" yes="Make the account" send={send} onClose={onClose}>
      {({ problemOf }) => (
        <>
          <TextField
            label="Name"
            value={name}
            onChange={setName}
            problem={problemOf('name')}
            hasFocus
          />
          <TextField
            label="E-mail"
            type="email"
            inputMode="email"
            value={email}
            onChange={setEmail}
            problem={problemOf('email')}
          />
          <TextField
            label="First password"
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={setPassword}
            problem={problemOf('password')}
            hint="They should change it: 8 to 256 characters, nothing common"
          />
          <SelectField
            label="Role"
            value={role}
            onChange={setRole}
            hint={`It ${ROLES[role][1]}.`}
            options={(Object.keys(ROLES) as Role[]).map((one) => [one, ROLES[one][0]] as const)}
          />
        </>
      )}
    </CommandDialog>
  )
}
