// The form in front of the door: a table of fields and one button. What was typed stays where the
// server refuses, with its word at the field.

import { useState } from 'react'
import { Button } from '#dashboard/parts/button.tsx'
import { Refusal, TextField, useForm } from '#dashboard/parts/form.tsx'

export interface GateField {
  label: string
  type?: 'email' | 'password'
  autoComplete: string
  hint?: string
}

interface GateFormProps<Name extends string> {
  /** By the paths that the server names them with. */
  fields: Readonly<Record<Name, GateField>>
  /** What the button says: the step itself, and while it is taken. */
  yes: string
  busy: string
  send: (values: Readonly<Record<Name, string>>) => Promise<void>
}

export function GateForm<Name extends string>({ fields, yes, busy, send }: GateFormProps<Name>) {
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
        {form.isBusy ? busy : yes}
      </Button>
    </form>
  )
}
