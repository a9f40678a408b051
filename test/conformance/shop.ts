// A shop behind a process, and those who write in it, for tests of what its readers are told.

import { afterEach } from 'bun:test'
import {
  type Client,
  type ClientOptions,
  createClient,
  every,
  type OrderdEvent,
} from '#client/index.ts'
import type { Server } from '../helpers/process.ts'

const EMAIL = 'admin@example.com'
const PASSWORD = 'tall green lamp'

export const ENV = {
  ORDERD_ADMIN_EMAIL: EMAIL,
  ORDERD_ADMIN_PASSWORD: PASSWORD,
  // What is counted here is not how often a test may ask.
  ORDERD_RATE_LIMIT_AUTH: 'off',
  ORDERD_RATE_LIMIT_USER: 'off',
  ORDERD_WS_CONNECTIONS_PER_USER: 'off',
  ORDERD_WS_CONNECTIONS_UNAUTHENTICATED: 'off',
  ORDERD_WS_CONNECTIONS_PER_ADDRESS: 'off',
}

const clients: Client[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

/** The admin, by our own client; closed after the test. */
export function admin({ url }: Pick<Server, 'url'>, options: Partial<ClientOptions> = {}): Client {
  const credentials = { email: EMAIL, password: PASSWORD }
  const client = createClient({ baseUrl: url, credentials, ...options })
  clients.push(client)
  return client
}

interface SignedIn {
  token: string
  /** Epoch milliseconds. */
  expiresAt: number
}

interface TokenAnswer {
  access_token: string
  expires_in: number
}

export async function signIn(
  { url }: Pick<Server, 'url'>,
  username = EMAIL,
  password = PASSWORD,
): Promise<SignedIn> {
  const body = new URLSearchParams({ username, password })
  const response = await fetch(`${url}/users/login`, { method: 'POST', body })
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  const { access_token, expires_in } = (await response.json()) as TokenAnswer
  return { token: access_token, expiresAt: Date.now() + expires_in * 1_000 }
}

/** Tries until it is done, under one key: however often, it is done once. */
export async function surely<T>(write: (idempotencyKey: string) => Promise<T>): Promise<T> {
  const key = crypto.randomUUID()
  for (;;) {
    try {
      return await write(key)
    } catch (error) {
      if ((error as { code?: string }).code !== 'network') throw error
      await Bun.sleep(20)
    }
  }
}

/** id -> version of what GET /orders lists under the filter. */
export async function listed(client: Client, filter = {}): Promise<Record<string, number>> {
  const rows: Record<string, number> = {}
  for await (const order of every(client.orders.list, { limit: 200, ...filter })) {
    rows[order.id] = order.version
  }
  return rows
}

export const ORDER = {
  email: 'jane@example.com',
  lines: [{ title: 'Repair', unit_price: 2500, quantity: 1 }],
}

/** Looks again until it is so: for what another process does in its own time. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(5)
}

/** Every event of the topic that the log holds, in its order. */
export async function logged(client: Client): Promise<OrderdEvent[]> {
  const events: OrderdEvent[] = []
  for (let after: string | undefined, more = true; more; ) {
    const page = await client.events.list({ topic: 'orders', limit: 200, after })
    events.push(...(page.items as unknown as OrderdEvent[]))
    ;({ next: after, more } = page)
  }
  return events
}
