// The examples, run as a reader would run them, against the real server.

import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { createEditor } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Served, serve } from '../helpers/live-server.ts'

const ROOT = join(import.meta.dir, '../..')
const children: { kill(): void }[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill()
})

function run(name: string, ...args: string[]) {
  const child = Bun.spawn(['bun', `examples/${name}.ts`, ...args], {
    cwd: ROOT,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  children.push(child)
  let text = ''
  const reader = child.stdout.pipeThrough(new TextDecoderStream() as never).getReader()
  return {
    child,
    /** Reads on until it has said that. */
    async says(what: string | RegExp): Promise<string> {
      while (!text.match(what)) {
        const { done, value } = await reader.read()
        if (done) throw new Error(`it said only: ${text}${await new Response(child.stderr).text()}`)
        text += String(value)
      }
      return text
    },
  }
}

async function shop(served: Served) {
  const { token } = await createEditor(served)
  const post = async (path: string, body: object = {}) => {
    const { status, text, body: answer } = await served.api.post(path, body, { as: token })
    if (status >= 300) throw new Error(text)
    return answer
  }
  await post('/products', { sku: 'A', title: 'A thing', price: 1250, on_hand: 9 })
  const place = () =>
    post('/orders', { email: 'a@example.com', lines: [{ sku: 'A', quantity: 1 }] })
  return { ...served, token, post, place }
}

eachDatabase(({ name, open }) => {
  if (name !== 'sqlite') return

  test('the live list is twenty lines long, and live', async () => {
    const source = await Bun.file(join(ROOT, 'examples/live-list.ts')).text()
    expect(source.trim().split('\n').length).toBeLessThanOrEqual(20)
    const { url, token, place, post } = await shop(await serve(await open()))
    const list = run('live-list', url, token)
    await list.says('-- 0 open, live')
    const { id, number } = await place()
    await list.says(`-- 1 open, live\n${number}\tpending\t1250\tEUR\n`)
    await post(`/orders/${id}/cancel`, { reason: 'staff' })
    await list.says(/1 open, live[\s\S]*-- 0 open, live/)
  }, 20_000)

  test('the tracker follows a link to the end of its order, and no other', async () => {
    const { url, place, post } = await shop(await serve(await open()))
    const { id, number, tracking_token: link } = await place()
    const tracker = run('order-tracker', url, link)
    await tracker.says(`Order ${number}: pending\n`)
    await post(`/orders/${id}/confirm`)
    await tracker.says(`Order ${number}: processing\n`)
    await post(`/orders/${id}/cancel`, { reason: 'staff' })
    await tracker.says(`Order ${number}: cancelled\n`)
    expect(await tracker.child.exited).toBe(0)
    const lost = run('order-tracker', url, 'no-such-link')
    await lost.says('This link leads nowhere: Not found')
    expect(await lost.child.exited).toBe(0)
  }, 20_000)
})

test('the webhook receiver takes what is signed, once, and nothing else', async () => {
  const secret = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`
  const probe = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
  const { port } = probe
  await probe.stop(true)
  const receiver = run('webhook-receiver', secret, String(port))
  await receiver.says('listening')
  const order = { id: 'ord_1', version: 1, number: '1001', display_status: 'pending' }
  const body = JSON.stringify({ id: 'evt_1', type: 'order.placed', order })
  const send = async (text: string, signed = text) => {
    const at = new Date()
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('evt_1', at, signed),
    }
    const { status } = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      body: text,
      headers,
    })
    return status
  }
  expect(await send(body.replace('pending', 'delivered'), body)).toBe(400)
  expect(await send(body)).toBe(204)
  expect(await send(body)).toBe(204)
  const other = body.replace('evt_1', 'evt_2').replace('placed', 'confirmed')
  expect(await send(other)).toBe(204)
  const said = await receiver.says('order.confirmed')
  expect(said.match(/order\.placed\t1001\tpending/g)).toHaveLength(1)
  expect(said).not.toContain('delivered')
})
