// The trace that an export leaves: who took which orders out, in which form, from where.

import { Type } from '@sinclair/typebox'
import { command, noContent } from '#commands/command.ts'
import { Nullable, OneOf } from '#http/schema.ts'
import { FORMAT_NAMES } from './formats.ts'

const Export = Type.Object(
  {
    format: OneOf(FORMAT_NAMES),
    /** The parameters of the list, as they were asked for. */
    filter: Type.Record(Type.String(), Type.String()),
    address: Nullable(Type.String()),
  },
  { additionalProperties: false },
)

/** Written before the first order leaves. */
export const noteExport = command({
  name: 'export.note',
  args: Export,
  who: { user: 'orders:read' },
  async run(_tx, args) {
    return noContent([
      { type: 'export.created', subject: { key: 'export', value: args }, staff_only: true },
    ])
  },
})
