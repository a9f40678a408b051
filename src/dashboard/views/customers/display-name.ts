// The display name of a customer: the name, else the e-mail address, else the phone number.

import type { Customer } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'

export const displayNameOf = ({ name, email, phone }: Customer): string =>
  name ?? email ?? phone ?? t.customers.unnamed
