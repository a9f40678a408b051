// Changing the shop's settings. Orders that were placed keep what they were placed under.

import type { Command } from '#commands/command.ts'
import { invalid } from '#domain/errors.ts'
import { difference } from '#domain/event.ts'
import { openNumbers } from '#modules/orders/store.ts'
import { presentSettings, SettingsPatch, settingsFaults, showSettings } from './model.ts'
import { loadSettings, lockSettings, type StoredSettings, saveSettings } from './store.ts'

/** 422 validation. The same values again are a no-op. */
export const updateSettings: Command<SettingsPatch> = {
  name: 'settings.update',
  args: SettingsPatch,
  who: 'admin',
  async run(tx, patch, { now }) {
    await lockSettings(tx)
    const before = presentSettings(await loadSettings(tx))
    const faults = settingsFaults(patch, before, now)
    if (faults.length > 0) throw invalid(faults)
    const after: StoredSettings = { ...before, ...patch }
    const change = difference(before, after, Object.keys(patch) as (keyof SettingsPatch)[])
    if (Object.keys(change).length === 0) {
      return { status: 200, body: showSettings(before), events: [] }
    }
    await saveSettings(tx, patch)
    if ('gapless_numbers' in change || 'number_start' in change) await openNumbers(tx, after)
    return {
      status: 200,
      body: showSettings(after),
      events: [
        {
          type: 'settings.updated',
          subject: { key: 'settings', value: showSettings(after) },
          change,
          staff_only: true,
        },
      ],
    }
  },
}
