// The routes of the shop's settings.

import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import type { UpdateSettings } from './commands.ts'
import { presentSettings, presentShop, SettingsPatch, Shop, ShopSettings } from './model.ts'
import { loadSettings } from './store.ts'

interface SettingsDeps {
  guard: Guard
  execute: Execute
  db: Pick<Db, 'read'>
  update: UpdateSettings
}

export function settingsRoutes({ guard, execute, db, update }: SettingsDeps) {
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Settings'] },
  })

  return new Elysia({ name: 'settings', normalize: false })
    .use(guard)
    .get('/settings', async () => json(presentSettings(await loadSettings(db.read))), {
      who: 'admin',
      response: responses(200, ShopSettings),
      ...describe('getSettings', 'What the shop decides about itself'),
    })
    .get('/shop', async () => json(presentShop(await loadSettings(db.read))), {
      who: 'signed_in',
      response: responses(200, Shop),
      ...describe('getShop', 'The name, time zone and currency of the shop, for every account'),
    })
    .patch('/settings', ({ body, call }) => answer(execute(update, body, call)), {
      who: 'admin',
      body: SettingsPatch,
      response: responses(200, ShopSettings),
      ...describe('updateSettings', 'Change the fields that the body has'),
    })
}
