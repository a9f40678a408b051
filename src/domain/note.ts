// A note in an order's history. The event tells the note, not the list before and after it, and only
// to staff where the note is theirs.

import { type Decision, step } from './decision.ts'
import type { Note } from './order.ts'

export const withNote = (decision: Decision, note: Note): Decision =>
  step(
    decision,
    'order.note_added',
    { notes: [...decision.order.notes, note] },
    { staff_only: note.visibility === 'internal', change: { note: [null, note.text] } },
  )
