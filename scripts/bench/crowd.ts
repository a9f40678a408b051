// Many clients of live updates in one process, on raw sockets, so that they cost the machine as little
// as they can. Reads one job as a line of JSON, says when all are live and then of each event when it
// was at the first, the median, the 99th in a hundred and the last of them. Ends with its input.
// Only ever against this machine.

import { frameOf, nextFrame } from './frame.ts'

export interface CrowdJob {
  port: number
  count: number
  token: string
  topic: string
  filter?: Record<string, unknown>
  /** Resume after this cursor. */
  after?: string
}

export type CrowdReport =
  | { kind: 'live'; ms: number; events: number }
  /** Times are epoch milliseconds with a fraction. */
  | { kind: 'event'; seq: number; firstAt: number; medianAt: number; p99At: number; lastAt: number }
  | { kind: 'lost'; count: number }

interface Seat {
  held: Buffer
  hasUpgraded: boolean
  isLive: boolean
}

/** The limit of handshakes at a time. */
const AT_ONCE = 128
const HEAD_END = Buffer.from('\r\n\r\n')
const now = (): number => performance.timeOrigin + performance.now()
const say = (report: CrowdReport): void => console.log(JSON.stringify(report))

function gather({ port, count, token, topic, filter, after }: CrowdJob): void {
  const began = now()
  const arrivals = new Map<number, number[]>()
  const handshake =
    `GET /realtime HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n` +
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  const sub = frameOf({ op: 'sub', id: 1, sub: 's', topic, filter, after })
  const pong = frameOf({ op: 'pong' })
  let started = 0
  let live = 0
  let lost = 0
  let replayed = 0
  let last: { payload: Buffer; op: string; seqs: number[] } | null = null

  /** All of them are sent the same bytes, which are then read once. */
  function read(payload: Buffer): { op: string; seqs: number[] } {
    if (last?.payload.equals(payload)) return last
    const { op, e, list = [] } = JSON.parse(payload.toString())
    const events: { seq: number }[] = op === 'ev' ? [e] : list.map((item: { e: object }) => item.e)
    last = { payload: Buffer.from(payload), op, seqs: events.map(({ seq }) => seq) }
    return last
  }

  function arrived(seq: number): void {
    const times = arrivals.get(seq) ?? []
    if (times.length === 0) arrivals.set(seq, times)
    if (times.push(now()) < count) return
    arrivals.delete(seq)
    const at = (share: number): number => times[Math.ceil(share * count) - 1] ?? 0
    const [firstAt = 0] = times
    say({ kind: 'event', seq, firstAt, medianAt: at(0.5), p99At: at(0.99), lastAt: at(1) })
  }

  function take(seat: Seat, payload: Buffer, answer: (bytes: Buffer) => void): void {
    const { op, seqs } = read(payload)
    if (op === 'ping') answer(pong)
    if (op === 'err' || op === 'gone') throw new Error(payload.toString())
    if (seat.isLive) for (const seq of seqs) arrived(seq)
    else replayed += seqs.length
    if (op !== 'live') return
    seat.isLive = true
    live += 1
    connectNext()
    if (live === count) say({ kind: 'live', ms: now() - began, events: replayed })
  }

  const socket = {
    open: (tcp: Bun.Socket<Seat>) => {
      tcp.write(handshake)
    },
    data(tcp: Bun.Socket<Seat>, chunk: Buffer) {
      const seat = tcp.data
      const bytes = seat.held.length === 0 ? chunk : Buffer.concat([seat.held, chunk])
      let from = 0
      if (!seat.hasUpgraded) {
        const end = bytes.indexOf(HEAD_END)
        if (end !== -1) {
          if (bytes.toString('latin1', 0, 12) !== 'HTTP/1.1 101') throw new Error(String(bytes))
          seat.hasUpgraded = true
          from = end + 4
          tcp.write(sub)
        }
      }
      while (seat.hasUpgraded) {
        const frame = nextFrame(bytes, from)
        if (frame === null) break
        take(seat, frame.payload, (answer) => tcp.write(answer))
        from = frame.end
      }
      seat.held = from === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(from))
    },
    close() {
      lost += 1
      say({ kind: 'lost', count: lost })
    },
  }

  function connectNext(): void {
    if (started === count) return
    started += 1
    const data: Seat = { held: Buffer.alloc(0), hasUpgraded: false, isLive: false }
    // Without a handler a failure ends this process, which is what it should do.
    void Bun.connect<Seat>({ hostname: '127.0.0.1', port, data, socket })
  }
  for (let i = 0; i < AT_ONCE; i++) connectNext()
}

let hasJob = false
for await (const line of console) {
  if (!hasJob) gather(JSON.parse(line))
  hasJob = true
}
process.exit(0)
