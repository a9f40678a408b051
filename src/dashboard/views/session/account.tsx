// One's own account: name, password, and the devices that are signed in, with the means to end them.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Session } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { type LanguageChoice, languageChoice } from '#dashboard/lib/language.ts'
import { refreshSession, useMe } from '#dashboard/lib/session.ts'
import { useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { type Theme, theme } from '#dashboard/lib/theme.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Refusal, SelectField, TextField, useForm } from '#dashboard/parts/form.tsx'
import { Bones, Failure } from '#dashboard/parts/states.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { LANGUAGE_NAMES, LANGUAGES } from '#texts/languages.ts'

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
]

const LANGUAGE_CHOICES: readonly (readonly [LanguageChoice, string])[] = [
  ['system', t.account.languageOfBrowser],
  ...LANGUAGES.map((language) => [language, LANGUAGE_NAMES[language]] as const),
]

export function Account(): ReactNode {
  const me = useMe()
  const chosen = useStore(theme)
  return (
    <>
      <ViewHead title="Account" name="Account">
        <Button onClick={() => void signOut()}>Sign out</Button>
      </ViewHead>
      <div className="parts-view-body">
        <div className="parts-stack session-account">
          <section className="parts-panel">
            <header className="parts-panel-head">
              <h2>{me.name}</h2>
              <span className="parts-soft parts-small">
                {me.email} · {me.role}
              </span>
            </header>
            <div className="parts-panel-body parts-pairs">
              <NameForm name={me.name} />
              <SelectField
                label="Appearance"
                value={chosen}
                onChange={theme.set}
                options={THEMES}
              />
              <SelectField
                label={t.account.language}
                value={useStore(languageChoice)}
                onChange={languageChoice.set}
                options={LANGUAGE_CHOICES}
              />
            </div>
          </section>
          <PasswordForm />
          <Sessions />
        </div>
      </div>
    </>
  )
}

const signOut = () =>
  client.session.signOut().catch((error) => notifyRefusal('Signed out here only', error))

function NameForm({ name: before }: { name: string }) {
  const [name, setName] = useState(before)
  const form = useForm(async () => {
    await client.me.update({ name })
    await refreshSession()
    notify('Name changed')
  })
  return (
    <form
      className="parts-stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      <TextField
        label="Name"
        autoComplete="name"
        value={name}
        onChange={setName}
        problem={form.problemOf('name')}
      />
      <Refusal of={form} />
      {name !== before && (
        <Button type="submit" isBusy={form.isBusy}>
          Save the name
        </Button>
      )}
    </form>
  )
}

function PasswordForm() {
  const cache = useQueryClient()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm(async () => {
    await client.me.update({ current_password: current, password })
    setCurrent('')
    setPassword('')
    notify('Password changed. All other devices were signed out.')
    await cache.invalidateQueries({ queryKey: ['sessions'] })
  })
  return (
    <section className="parts-panel">
      <header className="parts-panel-head">
        <h2>Password</h2>
      </header>
      <form
        className="parts-panel-body parts-stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        <div className="parts-pairs">
          <TextField
            label="Current password"
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={setCurrent}
            problem={form.problemOf('current_password')}
          />
          <TextField
            label="New password"
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={setPassword}
            problem={form.problemOf('password')}
          />
        </div>
        <Refusal of={form} />
        <div className="parts-row parts-row-wrap">
          <Button type="submit" isBusy={form.isBusy} disabled={current === '' || password === ''}>
            Change the password
          </Button>
          <span className="parts-soft parts-small">It signs out every other device</span>
        </div>
      </form>
    </section>
  )
}

function Sessions() {
  const cache = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['sessions'],
    queryFn: () => client.me.sessions(),
  })

  async function end(session: Session): Promise<void> {
    try {
      await client.me.endSession(session.id)
      notify('That device is signed out')
      await cache.invalidateQueries({ queryKey: ['sessions'] })
    } catch (refusal) {
      notifyRefusal('Not signed out', refusal)
    }
  }

  async function endAll(): Promise<void> {
    const isMeant = await confirm({
      title: 'Sign out everywhere?',
      body: 'Every device, this one too, is signed out at once and has to sign in anew.',
      yes: 'Sign out everywhere',
      tone: 'stop',
    })
    if (!isMeant) return
    try {
      await client.session.signOutEverywhere()
    } catch (refusal) {
      notifyRefusal('Not signed out everywhere', refusal)
    }
  }

  return (
    <section className="parts-panel">
      <header className="parts-panel-head">
        <h2>Signed in on</h2>
        <Button tone="stop" size="small" onClick={() => void endAll()}>
          Sign out everywhere
        </Button>
      </header>
      {error !== null && <Failure error={error} what="sessions" onRetry={() => void refetch()} />}
      {data === undefined && error === null && (
        <div className="parts-panel-body">
          <Bones lines={3} />
        </div>
      )}
      <ul>
        {data?.items.map((session) => (
          <li key={session.id} className="parts-entry">
            <span className="parts-truncate">{deviceOf(session.user_agent)}</span>
            {session.current && <span className="parts-tag">This device</span>}
            <span className="parts-push parts-soft parts-small">
              used <Time at={session.last_used_at} />
            </span>
            {!session.current && (
              <Button size="small" onClick={() => void end(session)}>
                Sign out
              </Button>
            )}
            <span className="parts-detail">
              {session.address ?? 'Unknown address'} · signed in <Time at={session.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const BROWSERS = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari', 'curl']
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux']

/** As much of a user agent as a person recognises. */
function deviceOf(userAgent: string | null): string {
  if (userAgent === null) return 'Unknown device'
  const browser = BROWSERS.find((name) => userAgent.includes(name))
  const system = SYSTEMS.find((name) => userAgent.includes(name))
  const known = [browser, system].filter((name) => name !== undefined)
  return known.length === 0 ? userAgent : known.join(' on ')
}
