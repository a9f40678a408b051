// Sign-in. The server's refusal does not say whether the e-mail or the password is wrong.

import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { GateCard } from './gate-card.tsx'
import { type GateField, GateForm } from './gate-form.tsx'

const FIELDS = {
  email: { label: t.common.email, type: 'email', autoComplete: 'username' },
  password: { label: t.common.password, type: 'password', autoComplete: 'current-password' },
} as const satisfies Record<string, GateField>

export const SignIn = () => (
  <GateCard title={t.session.signIn}>
    <GateForm
      fields={FIELDS}
      submitLabel={t.session.signIn}
      busyLabel={t.session.signingIn}
      send={client.session.signIn}
    />
    <p className="parts-faint parts-small">{t.session.noAccount}</p>
  </GateCard>
)
