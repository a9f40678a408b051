// Sign in. A refusal says the server's own sentence, which tells nothing about which half was wrong.

import { client } from '#dashboard/lib/client.ts'
import { GateCard } from './gate-card.tsx'
import { type GateField, GateForm } from './gate-form.tsx'

const FIELDS = {
  email: { label: 'E-mail', type: 'email', autoComplete: 'username' },
  password: { label: 'Password', type: 'password', autoComplete: 'current-password' },
} as const satisfies Record<string, GateField>

export const SignIn = () => (
  <GateCard title="Sign in">
    <GateForm fields={FIELDS} yes="Sign in" busy="Signing in" send={client.session.signIn} />
    <p className="parts-faint parts-small">
      No account? An administrator makes one, or the one-time link that the server printed when it
      first started.
    </p>
  </GateCard>
)
