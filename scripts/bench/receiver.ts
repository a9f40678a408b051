// The receiver of measured webhooks counts them and reports the times of the first and the last.
// Ends with its input.

const now = (): number => performance.timeOrigin + performance.now()
let count = 0
let firstAt = 0
let lastAt = 0

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    if (request.method === 'GET') return Response.json({ count, firstAt, lastAt })
    await request.text()
    lastAt = now()
    if (count === 0) firstAt = lastAt
    count += 1
    return new Response()
  },
})
console.log(server.port)
await Bun.stdin.text()
process.exit(0)
