// The file is damaged while no server runs: a start says so with 65 and the command that restores; that command
// brings back all that was acknowledged before its backup.

import { Database } from 'bun:sqlite'
import { expect } from 'bun:test'
import {
  closeSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { readFeed, v3Integrity, v4Sums, v6Ready } from './parts/checker.ts'
import { startLoad } from './parts/load.ts'
import { faultRow } from './parts/row.ts'
import { fileOf, openShop, type Shop, SKUS } from './parts/shop.ts'

const PAGE = 4_096
/** A start looks at the header and the schema; pages are checked while it serves. */
const FOUND_MS = 10_000

/** Spoils every page after the first few: which of them is read is not ours to know. */
function spoilPages(file: string): void {
  const handle = openSync(file, 'r+')
  const pages = statSync(file).size / PAGE
  for (let page = 8; page < pages; page++)
    writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, page * PAGE)
  closeSync(handle)
}

const DAMAGES: Record<string, (file: string) => void> = {
  'corrupt pages': spoilPages,
  'truncated file': (file) => truncateSync(file, Math.floor(statSync(file).size / PAGE / 2) * PAGE),
  'empty file': (file) => truncateSync(file, 0),
  'text in its place': (file) => writeFileSync(file, 'not a database\n'.repeat(1_000)),
  'database of another program': (file) => {
    rmSync(file)
    const foreign = new Database(file)
    foreign.run('CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, url TEXT)')
    foreign.close()
  },
  'vanished file': (file) => rmSync(file),
}

/** A start is refused, or what it serves ends it once a bad page is read. */
async function serveUntilRefused(shop: Shop): Promise<{ code: number | null; said: string }> {
  try {
    await shop.again()
  } catch (error) {
    const said = (error as Error).message
    return { code: Number(/exit code (\d+)/.exec(said)?.[1]), said }
  }
  const deadline = performance.now() + FOUND_MS
  let hasEnded = false
  const ended = shop.server.ended.then(() => {
    hasEnded = true
  })
  while (!hasEnded && performance.now() < deadline) {
    for (const path of ['/orders', '/products', '/events', '/stock', '/reports/summary'])
      await shop.get(path).catch(() => null)
    await Promise.race([ended, Bun.sleep(100)])
  }
  if (!hasEnded) return { code: null, said: 'it serves a damaged file' }
  const { code, stdout, stderr } = await shop.server.end()
  return { code, said: stdout + stderr }
}

for (const [name, damage] of Object.entries(DAMAGES)) {
  faultRow(name, async (round) => {
    const shop = await openShop(round.orderd)
    const { recorder, target, directory } = shop
    const load = startLoad({ recorder, target, skus: SKUS })
    await load.more(40)
    const before = recorder.acknowledged().map(({ key }) => key)
    const backup = await fetch(`${shop.server.url}/backups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${target().token}`, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(backup.status).toBe(201)
    await load.more(10)
    await load.stop()
    await shop.server.end()
    const file = fileOf(directory)
    for (const part of ['-wal', '-shm']) rmSync(`${file}${part}`, { force: true })
    damage(file)

    const { code, said } = await serveUntilRefused(shop)
    expect([name, code]).toEqual([name, 65])
    const [, command] = /orderd (restore \S+ --data-dir \S+)/.exec(said) ?? []
    expect([name, command, said]).toEqual([name, expect.any(String), said])
    expect(await round.orderd.run(command!.split(' '))).toMatchObject({ code: 0 })

    expect(await v6Ready(() => shop.again())).toEqual([])
    await shop.signIn()
    const there = new Set((await readFeed(target())).map(({ request_id }) => request_id))
    const lost = before.filter((key) => !there.has(key))
    round.count(shop, lost.length)
    await shop.server.end()
    expect([...lost, ...v3Integrity(file), ...(await v4Sums(file))]).toEqual([])
  })
}
