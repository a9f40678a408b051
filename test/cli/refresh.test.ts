// Refreshing at the same time against the server as a process, and across a crash of it.

import { expect, test } from 'bun:test'
import { emptyDatabase, whyNoPostgres } from '../helpers/postgres-server.ts'
import { currentOrderd } from '../helpers/process.ts'

const PASSWORD = 'tall green lamp'
const ADMIN = {
  ORDERD_ADMIN_EMAIL: 'admin@example.com',
  ORDERD_ADMIN_PASSWORD: PASSWORD,
  ORDERD_RATE_LIMIT_AUTH: 'off',
}
/** More for a measurement: REFRESH_ROUNDS=40. */
const ROUNDS = Number(process.env.REFRESH_ROUNDS ?? 3)

interface Grant {
  access_token: string
  refresh_token: string
}

const orderd = currentOrderd()
const onPostgres = whyNoPostgres() === null || process.env.CI === 'true' ? test : test.skip

async function post(url: string, path: string, body: object): Promise<Grant> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path} ${response.status}: ${await response.text()}`)
  return (await response.json()) as Grant
}

const signIn = (url: string) =>
  post(url, '/users/login', { email: 'admin@example.com', password: PASSWORD })

const refresh = (url: string, refresh_token: string) =>
  post(url, '/users/refresh', { refresh_token })

const isSignedIn = async (url: string, { access_token }: Grant): Promise<boolean> => {
  const headers = { authorization: `Bearer ${access_token}` }
  return (await fetch(`${url}/users/me`, { headers })).ok
}

/** `atOnce` requests with the same token, each `gapMs` after the one before, to the nodes in turn. */
const together = (urls: readonly string[], token: string, atOnce: number, gapMs: number) =>
  Promise.all(
    Array.from({ length: atOnce }, async (_, i) => {
      await Bun.sleep(i * gapMs)
      return refresh(urls[i % urls.length] ?? '', token)
    }),
  )

const CASES = [2, 10].flatMap((atOnce) => [0, 1, 10, 100].map((gapMs) => ({ atOnce, gapMs })))

/** Every round gives one successor, good everywhere. */
async function measure(...urls: [string, ...string[]]): Promise<void> {
  await Promise.all(
    CASES.map(async ({ atOnce, gapMs }) => {
      let { refresh_token: token } = await signIn(urls[0])
      for (let round = 0; round < ROUNDS; round++) {
        const grants = await together(urls, token, atOnce, gapMs)
        const [first, ...others] = new Set(grants.map(({ refresh_token }) => refresh_token))
        expect(others).toEqual([])
        for (const [i, grant] of grants.entries()) {
          expect(await isSignedIn(urls[(i + 1) % urls.length] ?? '', grant)).toBe(true)
        }
        token = first ?? ''
      }
    }),
  )
}

test('two and ten refreshes, 0 to 100 ms apart, end no session', async () => {
  const { url } = await orderd.serve([], { env: ADMIN })
  await measure(url)
}, 600_000)

onPostgres(
  'nor do they on two nodes of one database',
  async () => {
    const env = { ...ADMIN, ORDERD_JWT_SECRET: 'the same secret on each of both nodes: 8Wq2' }
    const db = await emptyDatabase()
    const [one, two] = [
      await orderd.serve(['--db', db], { env }),
      await orderd.serve(['--db', db], { env }),
    ]
    await measure(one.url, two.url)
  },
  600_000,
)

test('after a kill -9 a used token gets the successor that it had before', async () => {
  const server = await orderd.serve([], { env: ADMIN })
  const { refresh_token: token } = await signIn(server.url)
  const before = await refresh(server.url, token)
  await server.end('SIGKILL')
  const { url } = await orderd.serve([], { directory: server.directory, env: ADMIN })
  const after = await refresh(url, token)
  expect(after.refresh_token).toBe(before.refresh_token)
  for (const grant of [before, after]) expect(await isSignedIn(url, grant)).toBe(true)
  const next = await refresh(url, after.refresh_token)
  expect(await isSignedIn(url, next)).toBe(true)
})
