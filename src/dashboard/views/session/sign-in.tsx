// Sign-in. The server's refusal does not say whether the e-mail or the password is wrong.

import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { AuthCard } from './auth-card.tsx'
import { type AuthField, AuthForm } from './auth-form.tsx'

const FIELDS = {
  email: { label: t.common.email, type: 'email', autoComplete: 'username' },
  password: { label: t.common.password, type: 'password', autoComplete: 'current-password' },
} as const satisfies Record<string, AuthField>

export const SignIn = () => (
  <AuthCard title={t.session.signIn}>
    <AuthForm
      fields={FIELDS}
      submitLabel={t.session.signIn}
      busyLabel={t.session.signingIn}
      send={client.session.signIn}
    />
    <p className="parts-faint parts-small">{t.session.noAccount}</p>
  </AuthCard>
)
