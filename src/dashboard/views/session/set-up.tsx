// First run: the one-time link creates the first administrator. Its token follows the #, which browsers do
// not send to the server, and leaves the address with the sign-in.

import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { OrderdError } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Prose } from '#dashboard/parts/prose.tsx'
import { AuthCard } from './auth-card.tsx'
import { type AuthField, AuthForm } from './auth-form.tsx'

const FIELDS = {
  name: { label: t.common.name, autoComplete: 'name' },
  email: { label: t.common.email, type: 'email', autoComplete: 'username' },
  password: {
    label: t.common.password,
    type: 'password',
    autoComplete: 'new-password',
    hint: t.session.passwordHint,
  },
} as const satisfies Record<string, AuthField>

/** Read once, before the first render. */
const token = location.hash.slice(1)

export function SetUp(): ReactNode {
  const navigate = useNavigate()
  const [isInvalid, setInvalid] = useState(false)

  async function send(account: Record<keyof typeof FIELDS, string>): Promise<void> {
    try {
      await client.users.setUp({ token, ...account })
    } catch (error) {
      if (!(error instanceof OrderdError) || error.code !== 'invalid_token') throw error
      return setInvalid(true)
    }
    await client.session.signIn(account)
    await navigate({ to: '/', replace: true })
  }

  if (isInvalid) return <InvalidLink />
  if (token === '') return <NoToken />
  return (
    <AuthCard title={t.session.setUp.title}>
      <p className="parts-soft">{t.session.setUp.description}</p>
      <AuthForm
        fields={FIELDS}
        submitLabel={t.session.setUp.create}
        busyLabel={t.session.setUp.creating}
        send={send}
      />
    </AuthCard>
  )
}

/** A used, an old and a wrong token look the same: the server does not tell them apart. */
const InvalidLink = () => (
  <AuthCard title={t.session.setUp.invalid}>
    <p>{t.session.setUp.invalidWhy}</p>
    <SignInInstead />
    <p className="parts-soft parts-small">
      <Prose text={t.session.setUp.newLink} />
    </p>
  </AuthCard>
)

const NoToken = () => (
  <AuthCard title={t.session.setUp.noToken}>
    <p>{t.session.setUp.noTokenWhy}</p>
    <SignInInstead />
  </AuthCard>
)

const SignInInstead = () => (
  <a className="parts-button" href="/dashboard">
    {t.session.setUp.signInInstead}
  </a>
)
