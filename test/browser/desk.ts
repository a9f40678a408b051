// A real Chromium on the real server, with an eye on what nobody sees: errors on the console, requests
// that fail or go to another host. Without a browser the tests skip themselves and say so, except
// where CI says that there must be one.

import { afterAll, afterEach, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { buildDashboard } from '../../scripts/dashboard.ts'
import { currentOrderd, type Orderd, type Server } from '../helpers/process.ts'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A name that is no localhost, so that a page of it is no secure context.
  '--host-resolver-rules=MAP shop.test 127.0.0.1',
]
const AXE = readFileSync(join(import.meta.dir, '../../node_modules/axe-core/axe.min.js'), 'utf8')

/** A machine that does ten other things too is not broken. */
const SLOW_MS = 30_000
const TEST_MS = 90_000

const hasBrowser = existsSync(CHROMIUM)
const mustRun = hasBrowser || process.env.CI === 'true'
if (!mustRun) console.error(`no ${CHROMIUM}: the browser tests are skipped`)

/** A test in a browser. Its time is its own: a default is forgotten from one file to the next. */
export const browserTest = (name: string, run: () => Promise<void>, testMs = TEST_MS): void =>
  (mustRun ? test : test.skip)(name, run, testMs)

export const ADMIN = { email: 'ada@example.com', password: 'correct horse battery' }
export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1440, height: 900 }

interface Order {
  id: string
  number: string
  version: number
  status: string
  payments: { id: string }[]
  [field: string]: unknown
}

export interface Shop {
  server: Server
  /** The API, as the admin. */
  api<T = Order>(method: string, path: string, body?: unknown): Promise<T>
  /** A new order that waits for its payment. */
  order(fields?: object): Promise<Order>
  /** Ends it as a power cut would, and starts it anew where it was. */
  crash(): Promise<{ restart(): Promise<void> }>
}

interface WindowOptions {
  dark?: boolean
  size?: typeof PHONE
  /** Of its reader; the shop has its own. */
  timezone?: string
  /** Of its reader: how numbers and dates are written. */
  locale?: string
}

export interface Desk {
  shop: Shop
  /** A window of its own, as of a person on another machine. */
  window(options?: WindowOptions): Promise<Page>
  /** The same, signed in and on the board. */
  signedIn(
    options?: WindowOptions & {
      as?: typeof ADMIN
      /** Another address of the same server. */
      at?: string
    },
  ): Promise<Page>
  /** What went wrong in any window and no test asked for. */
  troubles: string[]
}

let orderd: Orderd | null = null
let browser: Promise<Browser> | null = null
let dashboard: Promise<unknown> | null = null
const contexts: BrowserContext[] = []

/** Once in every file: what a test opens is closed after it. */
export function withBrowser(): void {
  orderd = currentOrderd()
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  }, SLOW_MS)
  afterAll(async () => {
    const open = browser
    browser = null
    await (await open)?.close()
  }, SLOW_MS)
}

/** From source the server reads what was built last: that is what stands here now. */
async function built(): Promise<void> {
  if (process.env.ORDERD_BIN !== undefined) return
  dashboard ??= buildDashboard()
  await dashboard
}

export async function openShop({ hasAdmin = true } = {}): Promise<Shop> {
  const env: Record<string, string> = { ORDERD_RATE_LIMIT_AUTH: 'off' }
  if (hasAdmin) {
    env.ORDERD_ADMIN_EMAIL = ADMIN.email
    env.ORDERD_ADMIN_PASSWORD = ADMIN.password
  }
  if (orderd === null) throw new Error('withBrowser() was not called')
  const form = orderd
  await built()
  const directory = form.freshDirectory()
  const server = await form.serve([], { directory, env })
  let token: string | null = null

  async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
    token ??= await tokenOf(server.url, ADMIN)
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  if (hasAdmin) {
    const tea = { sku: 'TEA', title: 'Green tea', price: 1290, currency: 'EUR', on_hand: 500 }
    await api('POST', '/products', tea)
  }
  return {
    server,
    api,
    order: (fields = {}) =>
      api('POST', '/orders', {
        email: 'bela@example.com',
        lines: [{ sku: 'TEA', quantity: 2 }],
        ...fields,
      }),
    async crash() {
      await server.end('SIGKILL')
      return {
        async restart() {
          const { port } = new URL(server.url)
          await form.serve(['--port', port], { directory, env })
        },
      }
    },
  }
}

async function tokenOf(url: string, person: typeof ADMIN): Promise<string> {
  const response = await fetch(`${url}/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

export async function openDesk(shop: Shop): Promise<Desk> {
  const troubles: string[] = []
  const { url } = shop.server

  const window: Desk['window'] = async ({
    dark = false,
    size = DESK,
    timezone = 'Europe/Berlin',
    locale = 'en-GB',
  } = {}) => {
    browser ??= chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    const context = await (await browser).newContext({
      viewport: size,
      colorScheme: dark ? 'dark' : 'light',
      locale,
      timezoneId: timezone,
      reducedMotion: 'reduce',
    })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(SLOW_MS)
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
    page.on('request', (request) => {
      const isOurs = request.url().startsWith(url) || /^(data|blob):/.test(request.url())
      if (!isOurs) troubles.push(`foreign: ${request.url()}`)
    })
    return page
  }

  return {
    shop,
    troubles,
    window,
    async signedIn({ as = ADMIN, at = url, ...options } = {}) {
      const page = await window(options)
      await page.goto(`${at}/dashboard`)
      // In any language.
      await page.locator('input[type=email]').fill(as.email)
      await page.locator('input[type=password]').fill(as.password)
      await page.locator('button[type=submit]').click()
      await page.getByRole('heading', { name: 'Board', level: 1 }).waitFor()
      return page
    },
  }
}

/** A card of the board, in the column of that name. */
export const cardIn = (page: Page, column: string, number: string) =>
  page
    .getByRole('region', { name: column, exact: true })
    .locator('.board-card', { hasText: number })

/** A row of the table of orders. */
export const rowOf = (page: Page, number: string) =>
  page.locator('.parts-table tbody tr', { hasText: number })

export const isLive = (page: Page) => page.locator('.parts-live-line[data-status=live]').waitFor()

interface AxeResult {
  violations: { id: string; nodes: { html: string }[] }[]
}

/** WCAG 2.2 A and AA, and what axe holds for best practice. */
export async function obstaclesOf(page: Page, where: string): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResult>('axe.run()')
  return violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes[0]?.html}`)
}
