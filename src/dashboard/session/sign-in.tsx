// Sign in. A refusal says the server's own sentence, which tells nothing about which half was wrong.

import { useState } from 'react'
import { client } from '#dashboard/app/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Refusal, TextField, useSubmission } from '#dashboard/parts/form.tsx'
import { GateCard } from './gate-card.tsx'

export function SignIn() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const form = useSubmission(() => client.session.signIn({ email, password }))
  return (
    <GateCard title="Sign in">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          inputMode="email"
          value={email}
          onChange={setEmail}
          problem={form.problemOf('email')}
          isRequired
          hasFocus
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          problem={form.problemOf('password')}
          isRequired
        />
        <Refusal of={form} shown={['email', 'password']} />
        <Button type="submit" tone="main" isBusy={form.isBusy}>
          {form.isBusy ? 'Signing in' : 'Sign in'}
        </Button>
      </form>
      <p className="faint small">
        No account? An administrator makes one, or the one-time link that the server printed when it
        first started.
      </p>
    </GateCard>
  )
}
