// docs/realtime.md: every block of code in it is run, against the real server.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { EventModel } from '#modules/realtime/wire/frames.ts'
import { createAdmin, PASSWORD } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import type { Frame } from '../helpers/live.ts'
import { serve } from '../helpers/live-server.ts'
import { type Installed, installClient } from './installed.ts'

const page = await Bun.file(join(import.meta.dir, '../../docs/realtime.md')).text()
const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language: language ?? '',
  text: text ?? '',
}))
const of = (language: string): string[] =>
  blocks.filter((block) => block.language === language).map(({ text }) => text)

let installed: Installed
beforeAll(() => {
  installed = installClient()
})
afterAll(() => installed.remove())

const children: { kill(): void }[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill()
})

function start(command: string[], env: Record<string, string> = {}) {
  const child = Bun.spawn(command, {
    cwd: installed.dir,
    env: { ...process.env, ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  children.push(child)
  const reader = child.stdout.getReader()
  let text = ''
  return {
    child,
    async says(what: string): Promise<string> {
      while (!text.includes(what)) {
        const { done, value } = await reader.read()
        if (done) throw new Error(`it said only: ${text}${await new Response(child.stderr).text()}`)
        text += new TextDecoder().decode(value)
      }
      return text
    },
  }
}

test('there is no block that nothing runs', () => {
  expect([...new Set(blocks.map(({ language }) => language))].sort()).toEqual([
    'json',
    'sh',
    'text',
    'ts',
  ])
})

test('the event is one, in its bytes too', () => {
  const [text = ''] = of('json')
  const event: unknown = JSON.parse(text)
  const validate = new Ajv({ strict: false }).compile(JSON.parse(JSON.stringify(EventModel)))
  validate(event)
  expect(validate.errors ?? []).toEqual([])
  expect(JSON.stringify(event)).toBe(text.trim())
})

eachDatabase(({ name, open }) => {
  if (name !== 'sqlite') return

  async function shop() {
    const served = await serve(await open())
    const { token, email } = await createAdmin(served)
    const post = async (path: string, body: object) => {
      const { status, text } = await served.api.post(path, body, { as: token })
      if (status >= 300) throw new Error(text)
    }
    await post('/products', { sku: 'A', title: 'A thing', price: 1000, on_hand: 9 })
    const lines = [{ sku: 'A', quantity: 1 }]
    const place = () => post('/orders', { email: 'bob@example.com', lines })
    const adapt = (text: string) =>
      text
        .replaceAll('http://localhost:3000', served.url)
        .replaceAll('odk_...', token)
        .replaceAll('ada@example.com', email)
        .replaceAll('a long sentence of yours', PASSWORD)
    return { ...served, token, place, adapt }
  }

  describe.skipIf(Bun.which('curl') === null)('by curl', () => {
    test('the stream shows an order as it is placed', async () => {
      const { adapt, token, place } = await shop()
      const [stream = ''] = of('sh')
      const curl = start(['sh', '-c', adapt(stream)], { TOKEN: token })
      await curl.says(': ')
      await place()
      expect(await curl.says('order.placed')).toMatch(/^id: \S+\ndata: \{"seq":/m)
    }, 20_000)

    test('the list answers what the page says', async () => {
      const { adapt, token } = await shop()
      const [, list = ''] = of('sh')
      const curl = start(['sh', '-c', adapt(list)], { TOKEN: token })
      expect(Object.keys(JSON.parse(await curl.says('}')))).toEqual([
        'epoch',
        'items',
        'next',
        'head',
        'more',
      ])
    }, 20_000)
  })

  test('the conversation goes as it is written', async () => {
    const { socket, token, place } = await shop()
    await place()
    await place()
    const { send, until, frames } = socket()
    let read = 0
    for (const line of of('text').join('').trim().split('\n')) {
      const text = line.slice(2)
      if (line.startsWith('>')) send(text.replace('$TOKEN', token))
      else if (line.startsWith('!')) await place()
      else {
        const told = JSON.parse(text.replaceAll('{...}', '{}')) as Frame
        const at = read
        await until((frame) => frames.indexOf(frame) === at)
        expect(frames[at]).toMatchObject({ op: told.op })
        expect(Object.keys(frames[at]!)).toEqual(Object.keys(told))
        for (const field of ['sub', 'subs', 'id', 'dir', 'more', 'code', 'retry']) {
          expect([field, frames[at]![field]]).toEqual([field, told[field]])
        }
        read += 1
      }
    }
    expect(read).toBe(10)
  }, 20_000)

  test('the code of the client compiles and does what the page says', async () => {
    const { adapt, place } = await shop()
    const [list = '', calls = '', ...others] = of('ts')
    expect(others).toEqual([])
    installed.write('list.ts', adapt(list))
    installed.write('calls.ts', adapt(calls))
    expect([installed.typeCheck('list.ts'), installed.typeCheck('calls.ts')]).toEqual(['', ''])
    const live = start([process.execPath, 'list.ts'])
    await live.says('live []')
    await place()
    await live.says(': 1000')
    const { child } = start([process.execPath, 'calls.ts'])
    expect(await new Response(child.stderr).text()).toBe('')
    expect(await child.exited).toBe(0)
  }, 20_000)
})
