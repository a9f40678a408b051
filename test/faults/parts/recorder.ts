// The recorder sends requests and keeps each with its key, its times and its end: a status, or unknown where the
// connection broke. The key is the idempotency key and the request id, so the events of the log name the
// request that they come from.

export interface Recorded {
  key: string
  method: string
  path: string
  body: string
  /** Meant to be refused. */
  isBad: boolean
  /** performance.now() of the first attempt, and of the last answer; null without one. */
  sentAt: number
  answeredAt: number | null
  /** Of the last answer; null: unknown. */
  status: number | null
  text: string
  /** The header Retry-After of that answer, in seconds; null: none. */
  retryAfter: number | null
}

export interface Target {
  url: string
  token: string
}

export interface Recorder {
  readonly requests: readonly Recorded[]
  /** Sends a new request once. */
  send(target: Target, method: string, path: string, body: unknown): Promise<Recorded>
  /** Sends a request that has to be refused; a text is sent as it is. */
  sendBad(target: Target, method: string, path: string, body: unknown): Promise<Recorded>
  /** Sends the same request again, as a client without an answer does. */
  again(target: Target, request: Recorded): Promise<Recorded>
  /** Writes that were answered with success. */
  acknowledged(): Recorded[]
  /** Requests without an answer that decides them: sent again, they get one. */
  undecided(): Recorded[]
  bad(): Recorded[]
}

const ANSWER_MS = 20_000

export const isSuccess = ({ status }: Recorded): boolean =>
  status !== null && status >= 200 && status < 300

/** 503 and 429 say that nothing was done; the same key may be sent again. */
const isDecided = ({ status }: Recorded): boolean =>
  status !== null && status !== 503 && status !== 429

export function createRecorder(): Recorder {
  const requests: Recorded[] = []

  function begin(method: string, path: string, body: unknown, isBad: boolean): Recorded {
    const request: Recorded = {
      key: `key-${crypto.randomUUID()}`,
      method,
      path,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      isBad,
      sentAt: performance.now(),
      answeredAt: null,
      status: null,
      text: '',
      retryAfter: null,
    }
    requests.push(request)
    return request
  }

  async function again(target: Target, request: Recorded): Promise<Recorded> {
    const answer = await answerTo(target, request).catch(() => null)
    if (answer === null) return request
    // An answer of before counts more than a refusal to repeat it.
    if (isDecided(request)) return request
    return Object.assign(request, answer, { answeredAt: performance.now() })
  }

  const good = () => requests.filter(({ isBad }) => !isBad)
  return {
    requests,
    send: (target, method, path, body) => again(target, begin(method, path, body, false)),
    sendBad: (target, method, path, body) => again(target, begin(method, path, body, true)),
    again,
    acknowledged: () => good().filter(isSuccess),
    undecided: () => requests.filter((request) => !isDecided(request)),
    bad: () => requests.filter(({ isBad }) => isBad),
  }
}

type Sent = Pick<Recorded, 'key' | 'method' | 'path' | 'body'>

/** One attempt. Rejects where the connection breaks. */
function sendTo({ url, token }: Target, { key, method, path, body }: Sent): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
      'x-request-id': key,
    },
    body,
    signal: AbortSignal.timeout(ANSWER_MS),
  })
}

/** The answer to one attempt. Rejects where the connection breaks. */
export async function answerTo(
  target: Target,
  request: Sent,
): Promise<Pick<Recorded, 'text' | 'retryAfter'> & { status: number }> {
  const response = await sendTo(target, request)
  const { status, headers } = response
  const retryAfter = headers.get('retry-after')
  const text = await response.text()
  return { status, text, retryAfter: retryAfter === null ? null : Number(retryAfter) }
}
