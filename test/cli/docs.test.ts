// What the README and the guides tell a newcomer to type is typed here, as it stands there.

import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eachOrderd } from '../helpers/process.ts'

const root = join(import.meta.dir, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const blocks = (path: string, language: string): string[] =>
  [...read(path).matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    (match) => match[1] ?? '',
  )

const hasCurl = Bun.which('curl') !== null

eachOrderd((orderd) => {
  const title = 'the first order of the README is placed, and the stream beside it shows it'
  test.skipIf(!hasCurl)(hasCurl ? title : `${title} (there is no curl)`, async () => {
    const [, start = '', order = ''] = blocks('README.md', 'sh')
    const [, email = '', password = ''] =
      /ORDERD_ADMIN_EMAIL=(\S+) ORDERD_ADMIN_PASSWORD='([^']+)'/.exec(start) ?? []
    const server = await orderd.serve([], {
      env: { ORDERD_ADMIN_EMAIL: email, ORDERD_ADMIN_PASSWORD: password },
    })
    const script = order.replaceAll('localhost:3000', server.url)
    // The stream goes to the background, as in a second terminal, and is given a moment to open.
    const [before = '', watch = '', after = ''] =
      /^([\s\S]*?)(curl -N [^\n]+)([\s\S]*)$/.exec(script)?.slice(1) ?? []
    const run = `${before}\n${watch} --no-buffer & WATCHER=$!\nsleep 1\n${after}\nsleep 1\nkill $WATCHER`
    const shell = Bun.spawn(['sh', '-c', run], { stdout: 'pipe', stderr: 'pipe', stdin: 'ignore' })
    const said = await shell.stdout.text()
    expect(said).toContain('"sku":"TEA-1"')
    expect(said).toContain('"number":"1001"')
    expect(said).toMatch(/data: \{"seq":\d+,.*"type":"order\.placed"/)
  })
})

test('the map file in the guide to importing is the one that the tests import with', () => {
  const [map = ''] = blocks('docs/import.md', 'json')
  expect(JSON.parse(map)).toEqual(JSON.parse(read('test/fixtures/maps/retail-day.map.json')))
})

test('every guide that the README points to is there', () => {
  for (const [, path = ''] of read('README.md').matchAll(/\]\(([^)#:]+\.md)\)/g)) {
    expect(read(path).length).toBeGreaterThan(0)
  }
})
