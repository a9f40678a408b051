// The server under test: the binary on a temporary directory and a free port, a shop with three products, and its
// recorder. It comes back on the same directory; its tokens outlive a restart.

import { join } from 'node:path'
import type { Orderd, ServeOptions, Server } from '../../helpers/process.ts'
import { createRecorder, type Recorder, type Target } from './recorder.ts'

const ADMIN = { email: 'admin@example.com', password: 'tall green lamp' }

const SETTINGS = {
  ORDERD_ADMIN_EMAIL: ADMIN.email,
  ORDERD_ADMIN_PASSWORD: ADMIN.password,
  ORDERD_JWT_SECRET: 'a secret of the fault harness and nothing else 7Yq',
  ORDERD_ACCESS_TOKEN_TTL: '10d',
  ORDERD_HOLD_TTL: '10d',
  ORDERD_LOG_LEVEL: 'warn',
  ORDERD_RATE_LIMIT_AUTH: 'off',
  ORDERD_RATE_LIMIT_USER: 'off',
  ORDERD_WS_CONNECTIONS_PER_USER: 'off',
  ORDERD_WS_CONNECTIONS_UNAUTHENTICATED: 'off',
  ORDERD_WEBHOOK_ALLOW_PRIVATE: 'true',
}

export const SKUS = ['TEA', 'CUP', 'POT'] as const
const ON_HAND = 1_000_000

export interface Shop {
  /** The server of now. */
  server: Server
  readonly directory: string
  readonly recorder: Recorder
  target(): Target
  /** Starts the server again on its directory, once the one before has ended. */
  again(options?: ServeOptions): Promise<Server>
  /** Signs in once more, where the session itself is lost. */
  signIn(): Promise<void>
  get(path: string): Promise<Response>
}

export async function openShop(orderd: Orderd, options: ServeOptions = {}): Promise<Shop> {
  const withSettings = (more: ServeOptions): ServeOptions => ({
    ...options,
    ...more,
    env: { ...SETTINGS, ...options.env, ...more.env },
  })
  let token = ''
  const server = await orderd.serve([], withSettings({}))
  const { directory } = server
  const recorder = createRecorder()
  const shop: Shop = {
    server,
    directory,
    recorder,
    target: () => ({ url: shop.server.url, token }),
    async signIn() {
      token = await signIn(shop.server.url)
    },
    async again(more = {}) {
      shop.server = await orderd.serve([], withSettings({ ...more, directory }))
      return shop.server
    },
    get: (path) =>
      fetch(`${shop.server.url}${path}`, { headers: { authorization: `Bearer ${token}` } }),
  }
  token = await signIn(server.url)
  for (const [n, sku] of SKUS.entries()) {
    const product = { sku, title: sku, price: 450 + n, on_hand: ON_HAND }
    const { status, text } = await recorder.send(shop.target(), 'POST', '/products', product)
    if (status !== 201) throw new Error(`a product: ${status} ${text}`)
  }
  return shop
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  })
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { access_token: string }).access_token
}

export const fileOf = (directory: string): string => join(directory, 'orderd.db')
