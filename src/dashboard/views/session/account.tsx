// The account of the signed-in user: name, appearance, language, password, and the active sessions.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Session } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { type LanguageChoice, languageChoice } from '#dashboard/lib/language.ts'
import { refreshSession, useMe } from '#dashboard/lib/session.ts'
import { useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { THEMES, theme } from '#dashboard/lib/theme.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Refusal, SelectField, TextField, useForm } from '#dashboard/parts/form.tsx'
import { Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { LANGUAGE_NAMES, LANGUAGES } from '#texts/languages.ts'

const LANGUAGE_CHOICES: readonly (readonly [LanguageChoice, string])[] = [
  ['system', t.account.languageOfBrowser],
  ...LANGUAGES.map((language) => [language, LANGUAGE_NAMES[language]] as const),
]

export function Account(): ReactNode {
  const me = useMe()
  const chosen = useStore(theme)
  return (
    <>
      <ViewHead title={t.app.account} name={t.app.account}>
        <Button onClick={() => void signOut()}>{t.app.signOut}</Button>
      </ViewHead>
      <div className="parts-view-body">
        <div className="parts-stack session-account">
          <section className="parts-panel">
            <header className="parts-panel-head">
              <h2>{me.name}</h2>
              <span className="parts-soft parts-small">
                {`${me.email} · ${t.common.roles[me.role]}`}
              </span>
            </header>
            <div className="parts-panel-body parts-pairs">
              <NameForm name={me.name} />
              <SelectField
                label={t.account.appearance}
                value={chosen}
                onChange={theme.set}
                options={THEMES.map((one) => [one, t.app.themes[one]] as const)}
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
  client.session.signOut().catch((error) => notifyRefusal(t.app.signedOutHereOnly, error))

function NameForm({ name: before }: { name: string }) {
  const [name, setName] = useState(before)
  const form = useForm(async () => {
    await client.me.update({ name })
    await refreshSession()
    notify(t.account.nameSaved)
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
        label={t.common.name}
        autoComplete="name"
        value={name}
        onChange={setName}
        problem={form.problemOf('name')}
      />
      <Refusal of={form} />
      {name !== before && (
        <Button type="submit" isBusy={form.isBusy}>
          {t.account.saveName}
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
    notify(t.account.passwordChanged)
    await cache.invalidateQueries({ queryKey: ['sessions'] })
  })
  return (
    <section className="parts-panel">
      <header className="parts-panel-head">
        <h2>{t.common.password}</h2>
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
            label={t.account.currentPassword}
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={setCurrent}
            problem={form.problemOf('current_password')}
          />
          <TextField
            label={t.account.newPassword}
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
            {t.account.changePassword}
          </Button>
          <span className="parts-soft parts-small">{t.account.signsOutOthers}</span>
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
      notify(t.account.deviceSignedOut)
      await cache.invalidateQueries({ queryKey: ['sessions'] })
    } catch (refusal) {
      notifyRefusal(t.account.notSignedOut, refusal)
    }
  }

  async function endAll(): Promise<void> {
    const isMeant = await confirm({
      title: t.account.everywhere.title,
      body: t.account.everywhere.description,
      confirmLabel: t.account.everywhere.button,
      tone: 'stop',
    })
    if (!isMeant) return
    try {
      await client.session.signOutEverywhere()
    } catch (refusal) {
      notifyRefusal(t.account.everywhere.refused, refusal)
    }
  }

  return (
    <section className="parts-panel">
      <header className="parts-panel-head">
        <h2>{t.account.sessions}</h2>
        <Button tone="stop" size="small" onClick={() => void endAll()}>
          {t.account.everywhere.button}
        </Button>
      </header>
      {error !== null && (
        <Failure error={error} name={t.account.sessions} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <div className="parts-panel-body">
          <Skeleton lines={3} />
        </div>
      )}
      <ul>
        {data?.items.map((session) => (
          <li key={session.id} className="parts-entry">
            <span className="parts-truncate">{deviceOf(session.user_agent)}</span>
            {session.current && <span className="parts-tag">{t.account.thisDevice}</span>}
            <span className="parts-push parts-soft parts-small">
              {t.account.lastUsed} <Time at={session.last_used_at} />
            </span>
            {!session.current && (
              <Button size="small" onClick={() => void end(session)}>
                {t.app.signOut}
              </Button>
            )}
            <span className="parts-detail">
              {`${session.address ?? t.account.unknownAddress} · ${t.account.signedIn} `}
              <Time at={session.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const BROWSERS = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari', 'curl']
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux']

/** Browser and system of a user agent, where they are recognized. */
function deviceOf(userAgent: string | null): string {
  if (userAgent === null) return t.account.unknownDevice
  const browser = BROWSERS.find((name) => userAgent.includes(name))
  const system = SYSTEMS.find((name) => userAgent.includes(name))
  if (browser === undefined || system === undefined) return browser ?? system ?? userAgent
  return t.account.device(browser, system)
}
