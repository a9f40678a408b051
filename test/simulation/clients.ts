// The clients of the simulated service. Each request that writes has an Idempotency-Key; one whose answer was lost
// is sent again, to any node, until it is answered. What was answered once is asked for again at random, and has
// to be answered byte for byte (A2).

import type { Model, Operation } from './model.ts'
import type { Node } from './node.ts'
import type { Wish } from './operations.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** A request that is under way. */
interface Attempt {
  operation: Operation
  node: Node
}

export interface Clients {
  readonly underWay: number
  /** Requests without an answer that are not under way. */
  readonly unanswered: number
  begin(wish: Wish, node: Node): void
  /** Sends one of the unanswered again. */
  retry(node: Node): void
  /** Asks again for what was answered; false where nothing was yet. */
  replay(node: Node): boolean
  /** The connection of one of the requests is lost; the service goes on with it. */
  lose(): void
  loseAllOf(process: object): void
}

interface ClientsOptions {
  scheduler: Scheduler
  random: Random
  model: Model
  token: string
  note: (what: string) => void
  onError: (error: unknown) => void
}

/** Answered requests that are remembered for a replay. */
const REMEMBERED = 30

export function createClients(options: ClientsOptions): Clients {
  const { scheduler, random, model, token, note, onError } = options
  let attempts: Attempt[] = []
  let unanswered: Operation[] = []
  const answered: Operation[] = []
  let count = 0

  function send(operation: Operation, node: Node): void {
    const attempt = { operation, node }
    attempts.push(attempt)
    scheduler.start({
      name: `${operation.n} ${operation.name}`,
      node: node.process,
      work: () => request(operation, node),
      end(result) {
        // Its connection was lost.
        if (!attempts.includes(attempt)) return
        attempts = attempts.filter((other) => other !== attempt)
        if (result instanceof Error) onError(result)
        else answer(operation, result)
      },
    })
  }

  function answer(operation: Operation, { status, text }: { status: number; text: string }): void {
    const { n, name, method, path } = operation
    note(`answer ${n} ${name} ${method} ${path}: ${status} ${codeOf(status, text)}`)
    if (status >= 500) {
      onError(new Error(`${n} ${method} ${path} was answered ${status}: ${text}`))
      return
    }
    if (status === 409 && codeOf(status, text) === 'in_progress') {
      unanswered.push(operation)
      return
    }
    if (operation.answer === null) {
      operation.answer = { status, text }
      model.accept(operation)
      if (status < 300 && isRepeatable(operation)) answered.push(operation)
      if (answered.length > REMEMBERED) answered.shift()
      return
    }
    const { answer } = operation
    if (answer.status === status && answer.text === text) return
    onError(
      new Error(`A2: ${n} ${path} was ${answer.status} ${answer.text}, and now ${status} ${text}`),
    )
  }

  function lose(attempt: Attempt): void {
    attempts = attempts.filter((other) => other !== attempt)
    if (attempt.operation.answer === null) unanswered.push(attempt.operation)
  }

  return {
    get underWay() {
      return attempts.length
    },
    get unanswered() {
      return unanswered.length
    },
    begin(wish, node) {
      count += 1
      const operation: Operation = { ...wish, n: count, key: `key-${count}`, token, answer: null }
      note(`begin ${count} ${wish.name} ${wish.method} ${wish.path} ${oneLine(wish.body)}`)
      model.begin(operation)
      send(operation, node)
    },
    retry(node) {
      const operation = random.pick(unanswered)
      unanswered = unanswered.filter((other) => other !== operation)
      note(`retry ${operation.n} ${operation.name}`)
      send(operation, node)
    },
    replay(node) {
      if (answered.length === 0) return false
      const operation = random.pick(answered)
      note(`replay ${operation.n} ${operation.name}`)
      send(operation, node)
      return true
    },
    lose() {
      const attempt = random.pick(attempts)
      note(`lost connection ${attempt.operation.n}`)
      lose(attempt)
    },
    loseAllOf(process) {
      for (const attempt of attempts.filter(({ node }) => node.process === process)) lose(attempt)
    },
  }
}

const oneLine = (text: string): string => text.replaceAll('\n', '\\n')

/** An import has no key, and a secret is in the first answer only. */
const isRepeatable = ({ name }: Operation): boolean => name !== 'import' && name !== 'key'

async function request({ method, path, body, contentType, key, token }: Operation, node: Node) {
  const response = await node.app.app.handle(
    new Request(`http://localhost${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': contentType,
        'idempotency-key': key,
      },
      ...(body === '' ? {} : { body }),
    }),
  )
  return { status: response.status, text: await response.text() }
}

/** What of an answer is in the trace: its code, or the id and version of what it is about. */
function codeOf(status: number, text: string): string {
  if (text === '') return ''
  const { code, id, version } = JSON.parse(text)
  return status >= 400 ? String(code) : `${id ?? ''} ${version ?? ''}`.trim()
}
