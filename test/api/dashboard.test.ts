// How the dashboard's files are served: packed, kept by browsers for as long as is right, under a
// policy that lets nothing inline or foreign run; and small enough to be there at once.

import { beforeAll, expect, test } from 'bun:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { BUDGET_BYTES, buildDashboard } from '../../scripts/dashboard.ts'
import { testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

let firstLoadBytes = 0
beforeAll(async () => {
  firstLoadBytes = (await buildDashboard()).firstLoadBytes
})

test('the first load stays within its budget', () => {
  expect(firstLoadBytes).toBeGreaterThan(0)
  expect(firstLoadBytes).toBeLessThan(BUDGET_BYTES)
})

eachDatabase((database) => {
  if (database.name !== 'sqlite') return

  async function open() {
    const { app } = await testApp(await database.open())
    const get = (path: string, headers: Record<string, string> = {}) =>
      app.handle(new Request(`http://localhost${path}`, { headers }))
    const page = await (await get('/dashboard')).text()
    const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? 'no script in the page'
    return { get, page, script }
  }

  test('browsers are sent from the root to the dashboard', async () => {
    const { get } = await open()
    const answer = await get('/', { accept: 'text/html,*/*;q=0.8' })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/dashboard')
  })

  test('every path that is no file is the page, asked again each time', async () => {
    const { get, page } = await open()
    for (const path of ['/dashboard', '/dashboard/', '/dashboard/orders/ord_1?q=tea&tag=a']) {
      const answer = await get(path)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
      expect(await answer.text()).toBe(page)
    }
  })

  test('nothing inline, nothing from another host, no frame around it', async () => {
    const { get, page } = await open()
    const policy = (await get('/dashboard')).headers.get('content-security-policy') ?? ''
    expect(policy).toStartWith("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?:/)
  })

  test('a file with its hash in its name is kept for good, and answers 304 to who has it', async () => {
    const { get, script } = await open()
    const answer = await get(script)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const etag = answer.headers.get('etag') ?? ''
    expect((await get(script, { 'if-none-match': `"other", ${etag}` })).status).toBe(304)
    expect((await get(script, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('each coding holds the same bytes and has an ETag of its own', async () => {
    const { get, script } = await open()
    const answers = {
      plain: await get(script, { 'accept-encoding': 'identity, br;q=0' }),
      gzip: await get(script, { 'accept-encoding': 'deflate, gzip' }),
      br: await get(script, { 'accept-encoding': 'gzip, deflate, br' }),
    }
    expect(answers.plain.headers.get('content-encoding')).toBeNull()
    expect(answers.gzip.headers.get('content-encoding')).toBe('gzip')
    expect(answers.br.headers.get('content-encoding')).toBe('br')
    expect(answers.br.headers.get('vary')).toBe('Accept-Encoding')
    const tags = Object.values(answers).map(({ headers }) => headers.get('etag'))
    expect(new Set(tags).size).toBe(3)
    const plain = Buffer.from(await answers.plain.arrayBuffer())
    expect(gunzipSync(await answers.gzip.arrayBuffer())).toEqual(plain)
    expect(brotliDecompressSync(await answers.br.arrayBuffer())).toEqual(plain)
  })

  test('a file of another build is absent, and nothing beside the build is served', async () => {
    const { get } = await open()
    for (const path of [
      '/dashboard/index-00000000.js',
      '/dashboard/..%2f..%2fpackage.json.js',
      '/dashboard/constructor.js',
    ]) {
      expect((await get(path, { accept: '*/*' })).status).toBe(404)
    }
    const manifest = await (await get('/dashboard/manifest.json')).text()
    expect(manifest).toStartWith('<!doctype html>')
  })
})
