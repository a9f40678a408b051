// A note in an order's history. Its event carries the note, not the list of notes, and is for staff only
// where the note is internal.

import { type Decision, step } from './decision.ts'
import type { Note } from './order.ts'

/** The decision with the note added. */
export const withNote = (decision: Decision, note: Note): Decision =>
  step(
    decision,
    'order.note_added',
    { notes: [...decision.order.notes, note] },
    { staff_only: note.visibility === 'internal', change: { note: [null, note.text] } },
  )
