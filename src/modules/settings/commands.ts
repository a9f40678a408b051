// The command that changes the shop's settings. Placed orders keep the settings they were placed under.

import { command } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { invalid } from '#domain/errors.ts'
import { difference } from '#domain/event.ts'
import type { Settings } from '#domain/settings.ts'
import { presentSettings, SettingsPatch, settingsFaults } from './model.ts'
import { loadSettings, lockSettings, saveSettings } from './store.ts'

/** Of the orders module: opens the source of order numbers that the settings name. */
export type OpenNumbers = (tx: Tx, settings: Settings) => Promise<void>

/** 422 validation. The same values again are a no-op. */
export const updateSettings = (openNumbers: OpenNumbers) =>
  command({
    name: 'settings.update',
    args: SettingsPatch,
    who: 'admin',
    async run(tx, patch, { now }) {
      await lockSettings(tx)
      const before = await loadSettings(tx)
      const faults = settingsFaults(patch, before, now)
      if (faults.length > 0) throw invalid(faults)
      const after: Settings = { ...before, ...patch }
      const change = difference(before, after, Object.keys(patch) as (keyof SettingsPatch)[])
      if (Object.keys(change).length === 0) {
        return { status: 200, body: presentSettings(before), events: [] }
      }
      await saveSettings(tx, patch)
      if ('gapless_numbers' in change || 'number_start' in change) await openNumbers(tx, after)
      return {
        status: 200,
        body: presentSettings(after),
        events: [
          {
            type: 'settings.updated',
            subject: { key: 'settings', value: presentSettings(after) },
            change,
            staff_only: true,
          },
        ],
      }
    },
  })

export type UpdateSettings = ReturnType<typeof updateSettings>
