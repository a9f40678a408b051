// The load: a fixed number of connections, each sending its next request when the answer to the last
// one is complete. A process of its own, on raw sockets, so that it costs the machine as little as it
// can. Prints one line of JSON. Bounded in count, and only ever against this machine.

interface Job {
  port: number
  connections: number
  requests: number
  /** A request with @KEY@ where a key of its own is wanted. */
  request: string
}

interface Figures {
  perSecond: number
  p50Ms: number
  p99Ms: number
  failed: number
}

const HEAD_END = Buffer.from('\r\n\r\n')

async function run({ port, connections, requests, request }: Job): Promise<Figures> {
  const latencies: number[] = []
  let sent = 0
  let failed = 0
  const next = (): Buffer | null =>
    sent++ < requests ? Buffer.from(request.replace('@KEY@', `bench-${process.pid}-${sent}`)) : null

  const drive = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let began = 0
      let held = Buffer.alloc(0)
      const go = (socket: { write(bytes: Buffer): number; end(): void }): void => {
        const bytes = next()
        began = performance.now()
        if (bytes) socket.write(bytes)
        else socket.end()
      }
      Bun.connect({
        hostname: '127.0.0.1',
        port,
        socket: {
          open: go,
          data(socket, chunk) {
            held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk])
            const head = held.indexOf(HEAD_END)
            if (head === -1) return
            const text = held.toString('latin1', 0, head)
            const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
            if (held.length < head + 4 + length) return
            latencies.push(performance.now() - began)
            if (!/^HTTP\/1\.1 20/.test(text)) failed++
            held = Buffer.alloc(0)
            go(socket)
          },
          close: () => resolve(),
          error: (_socket, error) => reject(error),
        },
      }).catch(reject)
    })

  const began = performance.now()
  await Promise.all(Array.from({ length: connections }, drive))
  const elapsedMs = performance.now() - began
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
  return {
    perSecond: Math.round((requests / elapsedMs) * 1_000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed,
  }
}

console.log(JSON.stringify(await run(JSON.parse(await Bun.stdin.text()))))
