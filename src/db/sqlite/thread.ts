// The thread that writes: it runs the calls of each message in shared transactions, the transactions of the
// other thread statement by statement, and the checkpoints. Its module brings the function that runs a call.

import { toFault } from '#db/faults.ts'
import type { CallAnswer, Db } from '#db/port.ts'
import type { CallEnd, FromThread, Posted, Question, ToThread } from './thread-messages.ts'
import { openSteps } from './thread-steps.ts'
import { openWriter, type WriterOptions } from './writer.ts'

/** Makes the function that runs a call in a transaction of that database. */
export type Answerer = (db: Pick<Db, 'write'>) => (call: unknown) => Promise<CallAnswer>

/** Serves the messages of `scope`, a thread's own global object. */
export function serveWriter(scope: Worker, answerer: Answerer): void {
  let commitMs: number | null = null
  let serving: ReturnType<typeof start> | null = null

  function post(message: FromThread): void {
    scope.postMessage({ ...message, commitMs } satisfies Posted)
    commitMs = null
  }

  function start(options: WriterOptions) {
    const writer = openWriter(options, {
      onCommit(tookMs) {
        commitMs = tookMs
      },
      onLost: (error) => post({ lost: toFault(error) }),
    })
    return { writer, steps: openSteps(writer), run: answerer(writer), ends: callEnds(post) }
  }

  async function answer(question: Question): Promise<unknown> {
    if ('open' in question) {
      serving = start(question.open)
      return null
    }
    if (serving === null) throw new Error('the writer is not open')
    return 'step' in question ? serving.steps(question) : serving.writer[question.ask]()
  }

  function runCalls(text: string): void {
    if (serving === null) throw new Error('the writer is not open')
    const { run, ends } = serving
    for (const [id, call] of JSON.parse(text) as [number, unknown][]) {
      run(call).then(
        (answered) => ends.add(id, answered),
        (error: unknown) => ends.refuse(id, error),
      )
    }
  }

  scope.onmessage = ({ data }: MessageEvent<ToThread>) => {
    if (typeof data === 'string') return runCalls(data)
    const { id, question } = data
    answer(question).then(
      (value) => {
        post({ id, value })
        if ('ask' in question && question.ask === 'close') process.exit(0)
      },
      (error: unknown) => post({ id, fault: toFault(error) }),
    )
  }
}

/** Gathers the ends of a batch into one message: they all come in the turn of its commit. */
function callEnds(post: (message: FromThread) => void) {
  let ends: CallEnd[] = []
  let texts = ''

  function flush(): void {
    post({ ends: JSON.stringify(ends), texts })
    ends = []
    texts = ''
  }

  function push(end: CallEnd): void {
    if (ends.length === 0) process.nextTick(flush)
    ends.push(end)
  }

  return {
    add(id: number, { head, text }: CallAnswer): void {
      texts += text
      push({ id, head, length: text.length })
    },
    refuse: (id: number, error: unknown): void => push({ id, fault: toFault(error) }),
  }
}
