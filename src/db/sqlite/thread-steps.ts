// A transaction of the other thread, in the thread that writes: it has a batch of its own, and its statements
// come one by one.

import type { Tx } from '#db/port.ts'
import type { GroupCommit } from './group-commit.ts'
import type { TransactionStep } from './thread-messages.ts'

interface Open {
  tx: Tx
  commit(): void
  rollback(error: Error): void
  /** Settles with the batch. */
  ended: Promise<void>
}

class RolledBack extends Error {}

/** Answers steps. A transaction waits at `begin` for its turn; `commit` and `rollback` settle with its end. */
export function openSteps({ writeAlone }: Pick<GroupCommit, 'writeAlone'>) {
  let open: Open | null = null

  function begin(): Promise<null> {
    return new Promise((resolve, reject) => {
      const ended: Promise<void> = writeAlone(
        (tx) =>
          new Promise<void>((commit, rollback) => {
            open = { tx, commit, rollback, ended }
            resolve(null)
          }),
      ).finally(() => {
        open = null
      })
      // Refused before it began.
      ended.catch(reject)
    })
  }

  return async function answer(question: TransactionStep): Promise<unknown> {
    if (question.step === 'begin') return begin()
    if (open === null) throw new Error('no transaction is open')
    const { tx, ended } = open
    if ('text' in question) return tx[question.step](question.text, question.params)
    if (question.step === 'commit') {
      open.commit()
      return ended
    }
    open.rollback(new RolledBack())
    return ended.catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error
    })
  }
}
