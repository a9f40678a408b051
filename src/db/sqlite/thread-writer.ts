// The writer of a SQLite file in a thread of its own, as the thread that serves sees it. The calls of a turn go
// as one message; a slow disk delays writes alone.

import { DatabaseLost, DatabaseUnavailable } from '#db/errors.ts'
import { type Fault, toError } from '#db/faults.ts'
import type { CallAnswer } from '#db/port.ts'
import { startThread } from '#lib/descriptors.ts'
import { whenDrained } from './no-foreign-await.ts'
import type { CallEnd, FromThread, Posted, Question, ToThread } from './thread-messages.ts'
import { transactionsOf } from './thread-transaction.ts'
import type { Writer, WriterListeners, WriterOptions } from './writer.ts'

export interface ThreadWriter extends Writer {
  /** Runs a call, which is JSON data. Its answer comes after the commit. */
  send(call: unknown): Promise<CallAnswer>
  /** Calls that have no answer yet. */
  readonly waiting: number
}

/** A disk that does not follow costs bounded memory: further calls are refused (503). */
const WAITING_MAX = 10_000
const WAITING_MAX_CHARACTERS = 32 * 1024 * 1024

interface Called extends PromiseWithResolvers<CallAnswer> {
  /** Characters of the call. */
  length: number
}

/** Resolves when the file is open there. `module` is the thread's entry point (thread.ts). */
export async function startThreadWriter(
  module: string,
  options: WriterOptions,
  { onCommit, onLost }: WriterListeners,
): Promise<ThreadWriter> {
  // smol: 30 MB less after 20,000 orders, as many orders a second.
  const worker = startThread(module, { smol: true })
  const gone = new Promise<void>((resolve) => {
    worker.addEventListener('close', () => resolve(), { once: true })
  })
  const questions = new Map<number, PromiseWithResolvers<unknown>>()
  const calls = new Map<number, Called>()
  let waitingCharacters = 0
  let last = 0
  let unsent: string[] = []
  let isEnded = false

  const post = (message: ToThread): void => worker.postMessage(message)

  function ask(question: Question): Promise<unknown> {
    if (isEnded) return Promise.reject(new DatabaseUnavailable('the thread that writes has ended'))
    last += 1
    const asked = Promise.withResolvers<unknown>()
    questions.set(last, asked)
    flush()
    post({ id: last, question })
    return asked.promise
  }

  function send(call: unknown): Promise<CallAnswer> {
    if (isEnded) return Promise.reject(new DatabaseUnavailable('the thread that writes has ended'))
    if (calls.size >= WAITING_MAX || waitingCharacters >= WAITING_MAX_CHARACTERS)
      return Promise.reject(new DatabaseUnavailable('too many writes wait for the disk'))
    last += 1
    const text = `[${last},${JSON.stringify(call)}]`
    const called = { ...Promise.withResolvers<CallAnswer>(), length: text.length }
    calls.set(last, called)
    waitingCharacters += text.length
    if (unsent.length === 0) setImmediate(flush)
    unsent.push(text)
    return called.promise
  }

  function flush(): void {
    if (unsent.length === 0) return
    post(`[${unsent.join(',')}]`)
    unsent = []
  }

  function endCalls(ends: string, texts: string): void {
    let at = 0
    for (const end of JSON.parse(ends) as CallEnd[]) {
      const called = calls.get(end.id)
      calls.delete(end.id)
      waitingCharacters -= called?.length ?? 0
      if ('fault' in end) called?.reject(toError(end.fault))
      else {
        called?.resolve({ head: end.head, text: texts.slice(at, at + end.length) })
        at += end.length
      }
    }
  }

  function endQuestion(reply: Extract<FromThread, { id: number }>): void {
    const asked = questions.get(reply.id)
    questions.delete(reply.id)
    if ('fault' in reply) asked?.reject(toError(reply.fault))
    else asked?.resolve(reply.value)
  }

  function lose(fault: Fault): void {
    const error = toError(fault)
    if (error instanceof DatabaseLost) onLost(error)
  }

  worker.onmessage = ({ data }: MessageEvent<Posted>) => {
    if (data.commitMs === null) return take(data)
    onCommit(data.commitMs)
    // Listeners read the commit first: head moves before callers are answered.
    whenDrained(() => take(data))
  }

  function take(data: FromThread): void {
    if ('ends' in data) endCalls(data.ends, data.texts)
    else if ('lost' in data) lose(data.lost)
    else endQuestion(data)
  }

  worker.onerror = ({ message }) => {
    isEnded = true
    const error = new DatabaseLost(`the thread that writes has ended: ${message}`, 70)
    for (const { reject } of [...questions.values(), ...calls.values()]) reject(error)
    questions.clear()
    calls.clear()
    onLost(error)
  }

  try {
    await ask({ open: options })
  } catch (error) {
    worker.terminate()
    throw error
  }
  const transactions = transactionsOf(ask)
  return {
    send,
    get waiting() {
      return calls.size
    },
    write: transactions.write,
    get isInWork() {
      return transactions.isInWork
    },
    async idle() {
      if (!isEnded) await ask({ ask: 'idle' })
    },
    async dropOldPages() {
      await ask({ ask: 'dropOldPages' })
    },
    async rebuild() {
      await ask({ ask: 'rebuild' })
    },
    async close() {
      if (!isEnded) await ask({ ask: 'close' })
      await gone
    },
  }
}
