// Receives the webhooks of a shop: verifies who sent them, takes each event once, answers at once and
// works afterwards. Standard Webhooks, by the package of that name.
// bun examples/webhook-receiver.ts whsec_... 4000

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'

interface Event {
  id: string
  type: string
  order?: { id: string; version: number; number: string | null; display_status: string }
}

const [secret = '', port = '4000'] = process.argv.slice(2)
const webhook = new Webhook(secret)
// In earnest: a table with a unique key, written in the same transaction as what the event causes.
const seen = new Set<string>()

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** null: it is not from the shop, or was changed on the way, or is old. */
function verified(body: string, headers: Record<string, string>): Event | null {
  try {
    return webhook.verify(body, headers) as Event
  } catch {
    return null
  }
}

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request)
  const event = verified(body, request.headers as Record<string, string>)
  // orderd sends an event again after any answer but 2xx; each event may come more than once.
  response.writeHead(event ? 204 : 400).end()
  if (event === null || seen.has(event.id)) return
  seen.add(event.id)
  console.log([event.type, event.order?.number, event.order?.display_status].join('\t'))
}

createServer((request, response) => {
  receive(request, response).catch((error: unknown) => {
    console.error(error)
    response.destroy()
  })
}).listen(Number(port), '127.0.0.1', () => console.log(`listening on ${port}`))
