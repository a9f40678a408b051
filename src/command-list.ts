// All commands of all modules: the executor and the thread that writes find them here.

import { commandsOf } from '#commands/commands.ts'
import * as apiKeys from '#modules/api-keys/commands.ts'
import * as backups from '#modules/backups/commands.ts'
import * as coupons from '#modules/coupons/commands.ts'
import * as customers from '#modules/customers/commands.ts'
import * as edits from '#modules/edits/commands.ts'
import * as exports from '#modules/exports/commands.ts'
import * as fulfillments from '#modules/fulfillments/commands.ts'
import * as imports from '#modules/imports/commands.ts'
import * as operator from '#modules/operator/commands.ts'
import * as orders from '#modules/orders/commands.ts'
import { openNumbers } from '#modules/orders/public.ts'
import * as payments from '#modules/payments/commands.ts'
import * as privacy from '#modules/privacy/commands.ts'
import * as products from '#modules/products/commands.ts'
import * as tickets from '#modules/realtime/auth/commands.ts'
import * as returns from '#modules/returns/commands.ts'
import * as sessions from '#modules/sessions/commands.ts'
import * as settings from '#modules/settings/commands.ts'
import * as shipping from '#modules/shipping/commands.ts'
import * as stock from '#modules/stock/commands.ts'
import * as users from '#modules/users/commands.ts'
import * as views from '#modules/views/commands.ts'
import * as webhooks from '#modules/webhooks/commands.ts'

/** It opens the source of order numbers, which is of a later module. */
export const updateShopSettings = settings.updateSettings(openNumbers)

export const COMMANDS = commandsOf({
  apiKeys,
  backups,
  coupons,
  customers,
  edits,
  exports,
  fulfillments,
  imports,
  operator,
  orders,
  payments,
  privacy,
  products,
  returns,
  sessions,
  settings: { updateShopSettings },
  shipping,
  stock,
  tickets,
  users,
  views,
  webhooks,
})
