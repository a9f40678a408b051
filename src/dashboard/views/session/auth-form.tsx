// The form of sign-in and set-up: a table of fields and one button.

import { useState } from 'react'
import { Button } from '#dashboard/parts/button.tsx'
import { Refusal, TextField, useForm } from '#dashboard/parts/form.tsx'

export interface AuthField {
  label: string
  type?: 'email' | 'password'
  autoComplete: string
  hint?: string
}

interface AuthFormProps<Name extends string> {
  /** Keyed by the server's names of the fields. */
  fields: Readonly<Record<Name, AuthField>>
  submitLabel: string
  busyLabel: string
  send: (values: Readonly<Record<Name, string>>) => Promise<void>
}

export function AuthForm<Name extends string>({
  fields,
  submitLabel,
  busyLabel,
  send,
}: AuthFormProps<Name>) {
  const names = Object.keys(fields) as Name[]
  const [values, setValues] = useState(
    () => Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>,
  )
  const form = useForm(() => send(values))
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      {names.map((name, i) => (
        <TextField
          key={name}
          {...fields[name]}
          {...(fields[name].type === 'email' ? { inputMode: 'email' } : {})}
          value={values[name]}
          onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
          problem={form.problemOf(name)}
          isRequired
          hasFocus={i === 0}
        />
      ))}
      <Refusal of={form} />
      <Button type="submit" tone="main" isBusy={form.isBusy}>
        {form.isBusy ? busyLabel : submitLabel}
      </Button>
    </form>
  )
}
