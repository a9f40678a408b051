// The pictures of the README, taken from the demo shop as it is now, so that they stay true:
// `bun scripts/screenshots.ts`. Needs Debian's chromium. Leaves nothing running and nothing behind.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { buildDashboard } from './dashboard.ts'

const root = join(import.meta.dir, '..')
const PORT = 3987
const URL = `http://127.0.0.1:${PORT}`
const ADMIN = { email: 'ada@example.com', password: 'a long sentence for pictures' }
/** Long enough for the simulated shop to have something in every column. */
const FLOW_MS = 75_000

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync']

interface Picture {
  name: string
  path: string
  dark: boolean
  size: { width: number; height: number }
  prepare?: (page: Page) => Promise<void>
}

const DESK = { width: 1440, height: 900 }

const PICTURES: readonly Picture[] = [
  { name: 'board', path: '/dashboard', dark: false, size: DESK },
  {
    name: 'order',
    path: '/dashboard/orders',
    dark: false,
    size: DESK,
    prepare: async (page) => {
      await page
        .getByRole('link', { name: /^10\d\d$/ })
        .nth(4)
        .click()
      await page.waitForURL(/\/orders\/ord_/)
    },
  },
  { name: 'overview', path: '/dashboard/overview', dark: true, size: DESK },
]

async function signIn(page: Page): Promise<void> {
  await page.goto(`${URL}/dashboard`)
  await page.getByLabel(/e-mail/i).fill(ADMIN.email)
  await page.getByLabel(/password/i).fill(ADMIN.password)
  await page.keyboard.press('Enter')
  await page.getByText('Live', { exact: true }).waitFor()
}

await buildDashboard()
const directory = mkdtempSync(join(tmpdir(), 'orderd-pictures-'))
const server = Bun.spawn(
  ['bun', join(root, 'src/main.ts'), 'serve', '--demo', '--port', String(PORT)],
  {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '/',
      ORDERD_DATA_DIR: join(directory, 'data'),
      ORDERD_ADMIN_EMAIL: ADMIN.email,
      ORDERD_ADMIN_PASSWORD: ADMIN.password,
    },
    stdout: 'ignore',
    stderr: 'inherit',
  },
)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
try {
  await Bun.sleep(FLOW_MS)
  for (const { name, path, dark, size, prepare } of PICTURES) {
    const context = await browser.newContext({
      viewport: size,
      colorScheme: dark ? 'dark' : 'light',
      locale: 'en-GB',
    })
    const page = await context.newPage()
    await signIn(page)
    await page.goto(`${URL}${path}`)
    await page.waitForLoadState('networkidle')
    await prepare?.(page)
    await page.waitForTimeout(1_500)
    await page.screenshot({ path: join(root, 'docs/images', `${name}.png`) })
    await context.close()
  }
} finally {
  await browser.close()
  server.kill()
  await server.exited
  rmSync(directory, { recursive: true, force: true })
}
