// Requests byte for byte, as no well-behaved client sends them.

import { connect } from 'node:net'

export interface RawAnswer {
  status: number
  headers: Headers
  text: string
}

export interface RawConnection {
  send(bytes: string): void
  /** The next answer, complete; null where the connection ended before one. */
  answer(): Promise<RawAnswer | null>
  /** Goes away without a word. */
  hangUp(): void
}

/** Long enough for an answer on a busy machine. */
const PATIENCE_MS = 5_000

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  let received = ''
  let isEnded = false
  let wake = (): void => {}
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    wake()
  })
  for (const event of ['end', 'close', 'error']) {
    socket.on(event, () => {
      isEnded = true
      wake()
    })
  }
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))

  function complete(): RawAnswer | null {
    const end = received.indexOf('\r\n\r\n')
    if (end === -1) return null
    const [statusLine = '', ...lines] = received.slice(0, end).split('\r\n')
    const headers = new Headers(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).trim()]
      }),
    )
    const length = Number(headers.get('content-length') ?? 0)
    if (received.length < end + 4 + length) return null
    const text = received.slice(end + 4, end + 4 + length)
    received = received.slice(end + 4 + length)
    return { status: Number(statusLine.split(' ')[1]), headers, text }
  }

  return {
    send: (bytes) => void socket.write(Buffer.from(bytes, 'latin1')),
    async answer() {
      const deadline = Bun.sleep(PATIENCE_MS).then(() => 'late' as const)
      for (;;) {
        const found = complete()
        if (found !== null || isEnded) return found
        const woken = new Promise<void>((resolve) => {
          wake = resolve
        })
        if ((await Promise.race([woken, deadline])) === 'late') throw new Error('no answer came')
      }
    },
    hangUp: () => void socket.destroy(),
  }
}

/** One request on a connection of its own. */
export async function askRaw(url: string, bytes: string): Promise<RawAnswer | null> {
  const connection = await openRaw(url)
  connection.send(bytes)
  const answer = await connection.answer()
  connection.hangUp()
  return answer
}
