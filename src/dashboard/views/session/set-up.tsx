// First run: the one-time link makes the first administrator. Its token stands behind the #, which no
// browser sends anywhere, and leaves the address and its history with the sign-in.

import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { OrderdError } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { GateCard } from './gate-card.tsx'
import { type GateField, GateForm } from './gate-form.tsx'

const FIELDS = {
  name: { label: 'Name', autoComplete: 'name' },
  email: { label: 'E-mail', type: 'email', autoComplete: 'username' },
  password: {
    label: 'Password',
    type: 'password',
    autoComplete: 'new-password',
    hint: '8 to 256 characters, nothing common.',
  },
} as const satisfies Record<string, GateField>

/** Read once, before anything is drawn. */
const token = location.hash.slice(1)

export function SetUp(): ReactNode {
  const navigate = useNavigate()
  const [isSpent, setSpent] = useState(false)

  async function send(account: Record<keyof typeof FIELDS, string>): Promise<void> {
    try {
      await client.users.setUp({ token, ...account })
    } catch (error) {
      if (!(error instanceof OrderdError) || error.code !== 'invalid_token') throw error
      return setSpent(true)
    }
    await client.session.signIn(account)
    await navigate({ to: '/', replace: true })
  }

  if (isSpent) return <Spent />
  if (token === '') return <NoToken />
  return (
    <GateCard title="Make the first administrator">
      <p className="parts-soft">The link works once. Whoever has it runs this shop.</p>
      <GateForm
        fields={FIELDS}
        yes="Make the account and sign in"
        busy="Making the account"
        send={send}
      />
    </GateCard>
  )
}

/** Whether it was used, is too old or was never one, the server does not say. */
const Spent = () => (
  <GateCard title="This link does not work any more">
    <p>
      It works once and for a day, and only until there is an administrator. A newer start of the
      server voids it too.
    </p>
    <SignInInstead />
    <p className="parts-soft parts-small">
      Nobody is an administrator yet? Start the server again: it prints a new link. Or run{' '}
      <code>orderd users create EMAIL --admin</code> at its machine.
    </p>
  </GateCard>
)

const NoToken = () => (
  <GateCard title="Set up">
    <p>
      This page is opened by the one-time link that orderd prints when it first starts. The part
      behind the # is missing here.
    </p>
    <SignInInstead />
  </GateCard>
)

const SignInInstead = () => (
  <a className="parts-button" href="/dashboard">
    Sign in instead
  </a>
)
