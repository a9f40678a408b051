// docs/webhooks.md: every block of code in it is run, against the real server.

import { afterEach, describe, expect, test } from 'bun:test'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RETRY_DELAYS_MS } from '#workers/webhook-retry.ts'
import { eachOrderd } from '../helpers/process.ts'
import { openReceiver } from '../helpers/receiver.ts'

const page = await Bun.file(join(import.meta.dir, '../../docs/webhooks.md')).text()
const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language: language ?? '',
  text: text ?? '',
}))

const ENV = {
  ORDERD_ADMIN_EMAIL: 'admin@example.com',
  ORDERD_ADMIN_PASSWORD: 'tall green lamp',
  ORDERD_WEBHOOK_ALLOW_PRIVATE: 'true',
}

const ended: (() => void)[] = []
afterEach(() => {
  for (const end of ended.splice(0)) end()
})

test('the delays are those of the schedule', () => {
  const unit = { s: 1_000, min: 60_000, h: 3_600_000 }
  const sentence = /attempt comes ([\s\S]*?) after/.exec(page)?.[1] ?? ''
  const delays = [...sentence.matchAll(/(\d+) (s|min|h)\b/g)].map(
    ([, count, name]) => Number(count) * unit[name as keyof typeof unit],
  )
  expect(delays).toEqual([...RETRY_DELAYS_MS])
})

/** The receiver of the page, on a port of its own. */
async function startReceiver(secret: string) {
  const cache = join(import.meta.dir, '../../node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const file = join(cache, `page-${process.pid}.ts`)
  writeFileSync(file, blocks.find(({ language }) => language === 'ts')?.text ?? '')
  const child = Bun.spawn([process.execPath, file], {
    env: { PATH: process.env.PATH ?? '', WEBHOOK_SECRET: secret },
    stdout: 'pipe',
  })
  ended.push(() => {
    child.kill()
    rmSync(file, { force: true })
  })
  const reader = child.stdout.getReader()
  let text = ''
  return {
    async says(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = pattern.exec(text)
        if (found) return found[1] ?? found[0]
        const { value, done } = await reader.read()
        if (done) throw new Error(`it said only: ${text}`)
        text += new TextDecoder().decode(value)
      }
    },
  }
}

describe.skipIf(Bun.which('curl') === null)('by curl', () => {
  eachOrderd((orderd) => {
    test('every command of the page does what it says', async () => {
      const server = await orderd.serve([], { env: ENV })
      const login = await fetch(`${server.url}/users/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'admin@example.com', password: 'tall green lamp' }),
      })
      const { access_token } = (await login.json()) as { access_token: string }
      const variables: Record<string, string> = { TOKEN: access_token }
      const commands = blocks.filter(({ language }) => language === 'sh')
      const run = async (url: string) => {
        const text = (commands.shift()?.text ?? 'false')
          .replaceAll('http://localhost:3000', server.url)
          .replaceAll('https://example.com/hooks/orderd', url)
        const child = Bun.spawn(['sh', '-c', text], {
          env: { PATH: process.env.PATH ?? '', ...variables },
          stdout: 'pipe',
        })
        return JSON.parse(await child.stdout.text())
      }

      const gone = openReceiver()
      gone.answer = () => new Response(null, { status: 410 })
      const made = await run(gone.url)
      expect(made.secret).toStartWith('whsec_')
      variables.WEBHOOK = made.id

      // The endpoint says that it is gone, so its test is dead and it is switched off.
      const asked = await run('')
      expect(asked).toMatchObject({ event_type: 'webhook.test', status: 'pending' })
      await gone.reached(1)
      const told = await fetch(`${server.url}/events?type=webhook.disabled&wait=20`, {
        headers: { authorization: `Bearer ${access_token}` },
      })
      expect(((await told.json()) as { items: object[] }).items).toHaveLength(1)
      const dead = await run('')
      expect(dead.items).toMatchObject([{ id: asked.id, status: 'dead' }])
      variables.DELIVERY = asked.id
      expect(await run('')).toMatchObject({ status: 409, code: 'bad_transition' })
      expect(await run('')).toMatchObject({ id: made.id, enabled: true })
      const rotated = await run('')
      expect(rotated.secret).not.toBe(made.secret)
      expect(commands).toEqual([])

      // The receiver of the page knows the old secret only.
      const receiver = await startReceiver(made.secret)
      const port = await receiver.says(/listening on (\d+)/)
      await fetch(`${server.url}/webhooks/${made.id}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ url: `http://127.0.0.1:${port}/` }),
      })
      await fetch(`${server.url}/webhooks/${made.id}/test`, {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}` },
      })
      expect(await receiver.says(/webhook\.test/)).toBe('webhook.test')
    })
  })
})
