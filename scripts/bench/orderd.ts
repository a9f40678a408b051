// orderd as people run it: the executable as a process, on a data directory of its own, set up through its
// public API. Works for any build, so that two can be compared.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillShop } from './requests.ts'
import type { Target } from './target.ts'

export interface Orderd extends Target {
  directory: string
  /** Ends it as an operator does; resolves when it has ended. */
  stop(): Promise<void>
}

export interface ServeOptions {
  directory: string
  /** postgres://... in place of the SQLite file of the directory. */
  db?: string
  /** Of a sign-in before; without it a new one. */
  token?: string
}

const ADMIN = { email: 'bench@example.com', password: 'a long sentence for measuring 3Xv' }

/** Full durability and quiet logs; limits of one client do not apply to one that stands for many. */
const SETTINGS = {
  ORDERD_PORT: '0',
  ORDERD_ADMIN_EMAIL: ADMIN.email,
  ORDERD_ADMIN_PASSWORD: ADMIN.password,
  ORDERD_JWT_SECRET: 'a secret for measuring and for nothing else 3Xv',
  ORDERD_ACCESS_TOKEN_TTL: '24h',
  ORDERD_HOLD_TTL: '24h',
  ORDERD_LOG_LEVEL: 'error',
  ORDERD_DURABILITY: 'full',
  ORDERD_RATE_LIMIT_AUTH: 'off',
  ORDERD_WS_CONNECTIONS_PER_USER: 'off',
  ORDERD_WS_CONNECTIONS_UNAUTHENTICATED: 'off',
  ORDERD_WS_CONNECTIONS_PER_ADDRESS: 'off',
  ORDERD_WS_MESSAGES: '1000000/min',
  ORDERD_WEBHOOK_ALLOW_PRIVATE: 'true',
}

const said = /serves http:\/\/[^\s:]+:(\d+)/

/** Resolves when it serves; the orders of the shop are not read. */
export async function serve(
  binary: string,
  { directory, db, token }: ServeOptions,
): Promise<Orderd> {
  const child = Bun.spawn([binary, 'serve', '--data-dir', directory], {
    env: { PATH: process.env.PATH ?? '', ...SETTINGS, ...(db ? { ORDERD_DB: db } : {}) },
    cwd: tmpdir(),
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const decoder = new TextDecoder()
  const ready = Promise.withResolvers<number>()
  let text = ''
  const listening = (async () => {
    for await (const chunk of child.stderr) {
      text += decoder.decode(chunk, { stream: true })
      const [, port] = said.exec(text) ?? []
      if (port !== undefined) ready.resolve(Number(port))
    }
    ready.reject(new Error(`${binary} does not serve: ${text}`))
  })()
  const port = await ready.promise
  return {
    port,
    pid: child.pid,
    token: token ?? (await signIn(port)),
    ids: [],
    directory,
    async stop() {
      child.kill()
      await Promise.all([child.exited, listening])
    },
  }
}

async function signIn(port: number): Promise<string> {
  const body = new URLSearchParams({ username: ADMIN.email, password: ADMIN.password })
  const response = await fetch(`http://127.0.0.1:${port}/users/login`, { method: 'POST', body })
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  const { access_token } = (await response.json()) as { access_token: string }
  return access_token
}

export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-bench-'))
  try {
    return await work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

export interface ShopOptions {
  /** Orders that are there at the beginning. */
  orders?: number
  db?: string
}

/** A fresh shop with three products and some orders, ended and removed after the work. */
export const withShop = <T>(
  binary: string,
  { orders = 60, db }: ShopOptions,
  work: (shop: Orderd) => Promise<T>,
): Promise<T> =>
  withDirectory(async (directory) => {
    const shop = await serve(binary, { directory: join(directory, 'data'), ...(db ? { db } : {}) })
    try {
      return await work({ ...shop, ids: await fillShop(shop, orders) })
    } finally {
      await shop.stop()
    }
  })
