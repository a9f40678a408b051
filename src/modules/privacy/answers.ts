// Answers stored for replays: the search for those about a person, and their erasure.

import { answerOf } from '#commands/idempotency.ts'
import type { Sql, Tx } from '#db/port.ts'
import { isEmail, mentionsOf, textOfJson } from '#lib/mentions.ts'
import { ANSWERS_PAGE, eraseAnswer, loadAnswers } from './store.ts'
import type { AnswerKey, Answers } from './traces.ts'

interface Subject {
  /** Ids of orders and customers. */
  ids: ReadonlySet<string>
  names: readonly string[]
}

const ID = /(?:ord|cus)_[0-9a-z]{26}/g
/** Answers about views, keys and webhooks: they belong to no person but may name one. */
const UNOWNED = /^\{"id":"(?:viw|key|whk)_/

/** The answers stored since `since` (epoch ms) that are about the subject. */
export async function answersAbout(
  sql: Sql,
  { ids, names }: Subject,
  since: number,
): Promise<AnswerKey[]> {
  const emails = mentionsOf(names.filter(isEmail))
  const all = mentionsOf(names)
  const isAbout = (body: string): boolean => {
    for (const [id] of body.matchAll(ID)) if (ids.has(id)) return true
    if (UNOWNED.test(body)) return all.isIn(textOfJson(body))
    return emails.names.length > 0 && body.includes('@') && emails.isIn(textOfJson(body))
  }
  const found: AnswerKey[] = []
  let after: [number, string, string] = [since, '', '']
  for (;;) {
    const page = await loadAnswers(sql, after)
    for (const row of page) {
      const { text } = answerOf(row)
      if (text !== '' && isAbout(text)) found.push({ caller: row.caller, key: row.key })
    }
    const last = page.at(-1)
    // At the first short page: answers of new writes must not prolong the search.
    if (last === undefined || page.length < ANSWERS_PAGE) return found
    after = [last.created_at, last.caller, last.key]
  }
}

/** The clocks of two nodes differ by less. */
const SKEW_MS = 60_000

/** Erases the answers and keeps their idempotency keys: a replay gets 422 secret_already_shown. */
export async function eraseAnswers(tx: Tx, subject: Subject, answers: Answers): Promise<void> {
  const since = await answersAbout(tx, subject, answers.looked_at - SKEW_MS)
  for (const answer of [...answers.found, ...since]) await eraseAnswer(tx, answer)
}
