// Traces of a person outside their own records. They are looked for before an erasure, so that its transaction
// does not wait for the search; the erasure itself looks at later rows only.

import { type Static, Type } from '@sinclair/typebox'

/** Events, and notes of orders, that name the person although they are about something else. */
export const Mentions = Type.Object({
  /** Ids of deleted drafts: their events are erased like those of an order. */
  drafts: Type.Array(Type.String()),
  /** Seqs of events of views and exports, which are erased completely. */
  filters: Type.Array(Type.Integer()),
  /** Seqs of other events, out of which only the names are erased. */
  remarks: Type.Array(Type.Integer()),
  /** Ids of orders of other people with a note that has an e-mail of the person. */
  notes: Type.Array(Type.String()),
})
export type Mentions = Static<typeof Mentions>

const AnswerKey = Type.Object({ caller: Type.String(), key: Type.String() })
export type AnswerKey = Static<typeof AnswerKey>

/** Answers stored for replays that are about the person. `looked_at`: epoch ms, before the search began. */
export const Answers = Type.Object({ found: Type.Array(AnswerKey), looked_at: Type.Integer() })
export type Answers = Static<typeof Answers>

export const Traces = Type.Object({ mentions: Mentions, answers: Answers })
export type Traces = Static<typeof Traces>
