// The load: a fixed number of connections, each sending its next request when the answer to the last
// one is complete, or when its time has come. A process of its own, on raw sockets, so that it costs the
// machine as little as it can. Prints one line of JSON. Bounded in count, and only ever against this machine.

export interface LoadJob {
  port: number
  connections: number
  requests: number
  /** A request with @KEY@ for a key of its own and @ID@ for the next of `ids`. */
  request: string
  ids?: readonly string[]
  /**
   * The rate of an open load: a request has a planned time, and its latency counts from there, so that a
   * server that stalls is not asked less. Without it each connection asks as fast as it is answered.
   */
  perSecond?: number
}

export interface LoadFigures {
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Requests without an answer of 2xx. */
  failed: number
  firstFailure: string | null
}

const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = '0\r\n\r\n'

/** The parts of the template between its marks, joined with fresh values at each call. */
function requestMaker({ request, ids = [] }: LoadJob): (index: number) => Buffer {
  const parts = request.split(/(@KEY@|@ID@)/)
  return (index) => {
    const texts = parts.map((part) => {
      if (part === '@KEY@') return `bench-${process.pid}-${index}`
      return part === '@ID@' ? (ids[index % ids.length] ?? '') : part
    })
    return Buffer.from(texts.join(''))
  }
}

/** Takes an answer's bytes without keeping its body; true once it is complete. */
function answerReader() {
  let head: Buffer | null = null
  let status = ''
  let isInBody = false
  let left = 0
  let tail: string | null = null
  return {
    isOk: (): boolean => /^HTTP\/1\.1 2/.test(status),
    status: (): string => status,
    take(chunk: Buffer): boolean {
      let body = chunk
      if (!isInBody) {
        head = head === null ? Buffer.from(chunk) : Buffer.concat([head, chunk])
        const end = head.indexOf(HEAD_END)
        if (end === -1) return false
        const text = head.toString('latin1', 0, end)
        const [, length] = /content-length: (\d+)/i.exec(text) ?? []
        tail = length === undefined && /transfer-encoding: chunked/i.test(text) ? '' : null
        left = Number(length ?? 0)
        body = head.subarray(end + HEAD_END.length)
        status = `${text.split('\r\n', 1)[0]} ${body.toString('utf8', 0, 300)}`
        head = null
        isInBody = true
      }
      left -= body.length
      if (tail !== null) tail = (tail + body.toString('latin1')).slice(-LAST_CHUNK.length)
      isInBody = tail === null ? left > 0 : tail !== LAST_CHUNK
      return !isInBody
    },
  }
}

async function run(job: LoadJob): Promise<LoadFigures> {
  const { port, connections, requests, perSecond } = job
  const make = requestMaker(job)
  const latencies: number[] = []
  const began = performance.now()
  let sent = 0
  let succeeded = 0
  let firstFailure: string | null = null

  const drive = (): Promise<void> =>
    new Promise((resolve) => {
      const reader = answerReader()
      let askedAt = 0
      let isDone = false
      const ended = (why: string): void => {
        if (!isDone) firstFailure ??= why
        resolve()
      }
      function go(socket: Bun.Socket): void {
        if (sent >= requests) {
          isDone = true
          socket.end()
          return
        }
        const index = sent++
        const ask = (): void => {
          socket.write(make(index))
        }
        askedAt = performance.now()
        const planned = perSecond === undefined ? askedAt : began + (index * 1_000) / perSecond
        const waitMs = planned - askedAt
        askedAt = planned
        if (waitMs > 0) setTimeout(ask, waitMs)
        else ask()
      }
      Bun.connect({
        hostname: '127.0.0.1',
        port,
        socket: {
          open: go,
          data(socket, chunk) {
            if (!reader.take(chunk)) return
            latencies.push(performance.now() - askedAt)
            if (reader.isOk()) succeeded += 1
            else firstFailure ??= reader.status()
            go(socket)
          },
          close: () => ended('the server closed a connection'),
          error: (_socket, error) => ended(error.message),
        },
      }).catch((error: Error) => ended(error.message))
    })

  await Promise.all(Array.from({ length: connections }, drive))
  const elapsedMs = performance.now() - began
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
  return {
    perSecond: (latencies.length / elapsedMs) * 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed: requests - succeeded,
    firstFailure,
  }
}

console.log(JSON.stringify(await run(JSON.parse(await Bun.stdin.text()))))
