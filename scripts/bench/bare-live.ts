// The floor of live updates: bare Bun that sends each event to each socket, one send each, from memory;
// and bare fetch that posts to a receiver. Knows nothing of orders, rights, filters or a log.

const RESUMED = 100
const sockets = new Set<Bun.ServerWebSocket>()
// As long as an event of an order is.
const rest = `"type":"order.placed","order":{"id":"ord_x","note":"${'x'.repeat(800)}"}`
const events: string[] = []

function append(): void {
  const seq = events.length + 1
  const event = `{"seq":${seq},"cursor":"bare.${seq}",${rest}}`
  events.push(event)
  const frame = `{"op":"ev","subs":["s"],"e":${event}}`
  for (const socket of sockets) socket.send(frame)
}

/** `POST /` is an event; `POST /hooks?to=<url>&count=<n>` posts `count` webhooks, fifty at a time. */
async function answer(request: Request, server: Bun.Server<undefined>): Promise<Response> {
  if (server.upgrade(request)) return new Response()
  const { pathname, searchParams } = new URL(request.url)
  await request.text()
  if (pathname === '/hooks') {
    let left = Number(searchParams.get('count'))
    const url = searchParams.get('to') ?? ''
    const post = async (): Promise<void> => {
      while (left-- > 0) await (await fetch(url, { method: 'POST', body: `{${rest}}` })).text()
    }
    await Promise.all(Array.from({ length: 50 }, post))
    return new Response('done')
  }
  append()
  return new Response('{}', { status: 201 })
}

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: answer,
  websocket: {
    message(socket, message) {
      if (String(message).includes('"after"')) {
        const list = events.slice(-RESUMED).map((event) => `{"subs":["s"],"e":${event}}`)
        socket.send(`{"op":"evs","list":[${list.join(',')}]}`)
      }
      socket.send('{"op":"live","sub":"s","at":"bare.0"}')
      sockets.add(socket)
    },
    close: (socket) => {
      sockets.delete(socket)
    },
  },
})
console.log(server.port)
