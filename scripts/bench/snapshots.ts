// The load of the board: sockets that each ask for a snapshot, and for the next when it is complete. A
// process of its own, like load.ts, with the same figures. Bounded in count, and only ever against this
// machine.

import { frameOf, nextFrame } from './frame.ts'
import type { LoadFigures } from './load.ts'

export interface SnapshotJob {
  port: number
  token: string
  connections: number
  /** Snapshots in total. */
  requests: number
  /** Rows of a snapshot. */
  limit: number
}

const HEAD_END = Buffer.from('\r\n\r\n')

async function run(job: SnapshotJob): Promise<LoadFigures> {
  const { port, token, connections, requests, limit } = job
  const handshake =
    `GET /realtime HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n` +
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  const latencies: number[] = []
  const began = performance.now()
  let sent = 0

  const drive = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let kept: Buffer[] = []
      let keptBytes = 0
      let needed = 1
      let hasUpgraded = false
      let askedAt = 0
      function ask(socket: Bun.Socket): void {
        if (sent >= requests) {
          resolve()
          socket.end()
          return
        }
        sent += 1
        askedAt = performance.now()
        const sub = `s${sent}`
        socket.write(frameOf({ op: 'sub', id: sent, sub, topic: 'orders', snapshot: true, limit }))
      }
      function take(socket: Bun.Socket, payload: Buffer): void {
        const op = payload.toString('latin1', 0, 24)
        if (op.startsWith('{"op":"err"')) reject(new Error(payload.toString()))
        if (!op.startsWith('{"op":"live"')) return
        latencies.push(performance.now() - askedAt)
        socket.write(frameOf({ op: 'unsub', id: 0, sub: JSON.parse(payload.toString()).sub }))
        ask(socket)
      }
      Bun.connect({
        hostname: '127.0.0.1',
        port,
        socket: {
          open: (socket) => {
            socket.write(handshake)
          },
          data(socket, chunk) {
            kept.push(Buffer.from(chunk))
            keptBytes += chunk.length
            if (keptBytes < needed) return
            const bytes = kept.length === 1 && kept[0] ? kept[0] : Buffer.concat(kept)
            let from = 0
            if (!hasUpgraded) {
              const end = bytes.indexOf(HEAD_END)
              if (end === -1) return
              hasUpgraded = true
              from = end + HEAD_END.length
              ask(socket)
            }
            let frame = nextFrame(bytes, from)
            for (; frame !== null; frame = nextFrame(bytes, from)) {
              take(socket, frame.payload)
              from = frame.end
            }
            const rest = bytes.subarray(from)
            kept = rest.length === 0 ? [] : [rest]
            keptBytes = rest.length
            needed = frameSize(rest)
          },
          close: () => reject(new Error('the server closed a socket')),
        },
      }).catch(reject)
    })

  await Promise.all(Array.from({ length: connections }, drive))
  const elapsedMs = performance.now() - began
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
  return {
    perSecond: (latencies.length / elapsedMs) * 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed: requests - latencies.length,
    firstFailure: null,
  }
}

/** Bytes of the frame that has begun, so that its chunks are joined once. */
function frameSize(bytes: Buffer): number {
  if (bytes.length < 10) return bytes.length + 1
  const length = (bytes[1] ?? 0) & 0x7f
  if (length === 127) return 10 + Number(bytes.readBigUInt64BE(2))
  return length === 126 ? 4 + bytes.readUInt16BE(2) : 2 + length
}

console.log(JSON.stringify(await run(JSON.parse(await Bun.stdin.text()))))
