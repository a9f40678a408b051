// First run: the one-time link makes the first administrator. Its token stands behind the #, which no
// browser sends anywhere, and is taken out of the address as soon as it was read.

import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { client } from '#dashboard/app/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Refusal, TextField, useSubmission } from '#dashboard/parts/form.tsx'
import { GateCard } from './gate-card.tsx'

const FIELDS = ['name', 'email', 'password']

/** Read once, before anything is drawn. */
const token = location.hash.slice(1)

export function SetUp(): ReactNode {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const form = useSubmission(async () => {
    await client.users.setUp({ token, name, email, password })
    await client.session.signIn({ email, password })
    await navigate({ to: '/', replace: true })
  })
  if (token === '') {
    return (
      <GateCard title="Set up">
        <p>
          This page is opened by the one-time link that orderd prints when it first starts. The part
          behind the # is missing here.
        </p>
        <a className="button" href="/dashboard">
          Sign in instead
        </a>
      </GateCard>
    )
  }
  return (
    <GateCard title="Make the first administrator">
      <p className="soft">The link works once. Whoever has it runs this shop.</p>
      <form
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
          isRequired
          hasFocus
        />
        <TextField
          label="E-mail"
          type="email"
          inputMode="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          problem={form.problemOf('email')}
          isRequired
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          hint="8 to 256 characters, nothing common."
          value={password}
          onChange={setPassword}
          problem={form.problemOf('password')}
          isRequired
        />
        <Refusal of={form} shown={FIELDS} />
        <Button type="submit" tone="main" isBusy={form.isBusy}>
          Make the account and sign in
        </Button>
      </form>
    </GateCard>
  )
}
