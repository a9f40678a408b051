// Other order backends under the same load, in turns with orderd: small programs of our own in peers/. Each is
// skipped, with its reason, where its tools or its packages are not there.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, ROOT } from './bench.ts'
import { inTurns, type Measure, measure, OWN, pick } from './figures.ts'
import { withDirectory, withShop } from './orderd.ts'
import { get, listPage, place, post, readOne } from './requests.ts'
import { freePort } from './rows-storage.ts'
import { lines, load, type Target } from './target.ts'

const PEERS = join(import.meta.dir, 'peers')
/** Installed packages are kept from run to run. */
const SHELF = join(ROOT, '.cache/bench/peers')
const UP_MS = 30_000

type Request = (target: Pick<Target, 'token'>) => string

interface Peer {
  name: string
  /** The command of its server on a port and a directory of its own. Throws the reason to skip it. */
  prepare(): Promise<(port: number, directory: string) => string[]>
  place: Request
  read: Request
  list: Request | null
}

const RECORDS = '/api/collections/orders/records'
const record = {
  email: 'bench@example.com',
  status: 'pending',
  total: 1_350,
  lines: ['TEA', 'CUP', 'POT'].map((sku) => ({ sku, title: `A ${sku}`, quantity: 1, price: 450 })),
}
const PENDING = encodeURIComponent("status='pending'")

async function run(command: string[], cwd: string): Promise<void> {
  const [tool = ''] = command
  if (Bun.which(tool) === null) throw new Error(`${tool} is not installed`)
  const child = Bun.spawn(command, { cwd, stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' })
  const said = await child.stderr.text()
  if ((await child.exited) !== 0) throw new Error(`${tool}: ${said.trim().split('\n').at(-1)}`)
}

/** A virtual environment with the pinned packages. */
async function python(): Promise<string> {
  const environment = join(SHELF, 'python')
  mkdirSync(SHELF, { recursive: true })
  await run(['python3', '-m', 'venv', environment], SHELF)
  const binary = join(environment, 'bin/python')
  const requirements = join(PEERS, 'requirements.txt')
  await run([binary, '-m', 'pip', 'install', '--quiet', '--requirement', requirements], SHELF)
  return binary
}

const pythonPeer = (name: string, file: string, list: Request | null): Peer => ({
  name,
  async prepare() {
    const binary = await python()
    return (port, directory) => [
      binary,
      join(PEERS, file),
      String(port),
      join(directory, 'shop.db'),
    ]
  },
  place,
  read: readOne,
  list,
})

const ALL: readonly Peer[] = [
  pythonPeer('FastAPI', 'fastapi_app.py', listPage),
  // Its list reads all orders.
  pythonPeer('StateSet', 'stateset_app.py', null),
  {
    name: 'PocketBase',
    async prepare() {
      const binary = join(SHELF, 'pocketbase')
      mkdirSync(SHELF, { recursive: true })
      await run(['go', 'build', '-o', binary, '.'], PEERS)
      return (port, directory) => [
        binary,
        'serve',
        '--http',
        `127.0.0.1:${port}`,
        '--dir',
        directory,
      ]
    },
    place: post(RECORDS, record),
    read: get(`${RECORDS}/@ID@`),
    list: get(`${RECORDS}?perPage=50&filter=${PENDING}&sort=-created`),
  },
]

/** Its server, with a page of orders. StateSet waits for the disk by a variable. */
const withPeer = <T>(
  peer: Peer,
  command: (port: number, directory: string) => string[],
  work: (target: Target) => Promise<T>,
): Promise<T> =>
  withDirectory(async (directory) => {
    const port = await freePort()
    const child = Bun.spawn(command(port, directory), {
      cwd: directory,
      env: { ...process.env, STATESET_SQLITE_SYNCHRONOUS: 'FULL' },
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'inherit',
    })
    try {
      const target = { port, pid: child.pid, token: await tokenOf(child.stdout), ids: [] }
      await untilUp(port)
      return await work({ ...target, ids: await fill(peer, target) })
    } finally {
      child.kill()
      await child.exited
    }
  })

/** The last word of the first line that has one as long as a token. */
async function tokenOf(stdout: ReadableStream<Uint8Array>): Promise<string> {
  for await (const line of lines(stdout)) {
    const [, token] = /(\S{40,})$/.exec(line.trim()) ?? []
    if (token !== undefined) return token
  }
  throw new Error('the server ended')
}

async function untilUp(port: number): Promise<void> {
  const deadline = performance.now() + UP_MS
  for (;;) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    )
    if (isUp) return
    if (performance.now() > deadline) throw new Error('the server does not answer')
    await Bun.sleep(20)
  }
}

async function fill(peer: Peer, target: Target): Promise<string[]> {
  const [head = '', body = ''] = peer.place(target).split('\r\n\r\n')
  const path = head.split(' ')[1]
  const headers = { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' }
  const ids: string[] = []
  for (let i = 0; i < 60; i++) {
    const url = `http://127.0.0.1:${target.port}${path}`
    const response = await fetch(url, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    ids.push(((await response.json()) as { id: string }).id)
  }
  return ids
}

async function compare(bench: Bench, peer: Peer, shop: Target, other: Target): Promise<Measure[]> {
  const contests = [
    { kind: 'place', unit: 'orders/s', own: place, theirs: peer.place, requests: 1_000 },
    { kind: 'read', unit: 'requests/s', own: readOne, theirs: peer.read, requests: 2_000 },
    { kind: 'list', unit: 'requests/s', own: listPage, theirs: peer.list, requests: 500 },
  ]
  const found: Measure[] = []
  for (const { kind, unit, own, theirs, requests } of contests) {
    if (theirs === null) continue
    const job = { connections: 64, requests: Math.ceil(requests * bench.scale) }
    const runs = {
      [OWN]: () => load(shop, { ...job, requests: job.requests * 4, request: own(shop) }),
      [peer.name]: () => load(other, { ...job, request: theirs(other) }),
    }
    const samples = await inTurns(runs, Math.min(3, bench.rounds))
    const rates = pick(samples, (one) => one.perSecond)
    found.push(measure(`${kind} beside ${peer.name}`, unit, rates))
  }
  return found
}

export async function peers(bench: Bench): Promise<Measure[]> {
  const found: Measure[] = []
  for (const peer of ALL) {
    const command = await peer.prepare().catch((error: Error) => {
      console.log(`skipped: ${peer.name}: ${error.message}`)
      return null
    })
    if (command === null) continue
    const measures = await withPeer(peer, command, (other) =>
      withShop(bench.binary, {}, (shop) => compare(bench, peer, shop, other)),
    )
    found.push(...measures)
  }
  return found
}
