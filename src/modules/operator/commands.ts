// The commands of the operator module.

import { Type } from '@sinclair/typebox'
import { command, noContent } from '#commands/command.ts'
import { renewEpoch } from '#events/epoch.ts'

export const renew = command({
  name: 'epoch.renew',
  args: Type.Object({}, { additionalProperties: false }),
  who: 'admin',
  async run(tx) {
    await renewEpoch(tx)
    return noContent([])
  },
})
