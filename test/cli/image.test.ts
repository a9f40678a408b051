// The container image as its Dockerfile makes it, started as a container runtime would: as its user, without
// capabilities, on a root file system that takes no writes, with a volume.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildImage, type Image, imageObstacle, run } from '../helpers/image.ts'

const obstacle = imageObstacle()
const MEGABYTE = 1_000_000
const READY_MS = 20_000

describe.skipIf(obstacle !== null)(`image${obstacle === null ? '' : ` (${obstacle})`}`, () => {
  let image: Image
  const directories: string[] = []

  beforeAll(async () => {
    image = await buildImage()
  }, 300_000)

  afterAll(() => {
    for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true })
    image.remove()
  })

  test('it has the executable and what it links to, and nothing else', () => {
    const files = run(['find', image.root, '-type', 'f', '-printf', '/%P\n']).split('\n')
    const others = files.filter((path) => !/^\/(lib|lib64)\/.*\.so/.test(path)).sort()
    expect(others).toEqual(['/etc/passwd', '/orderd'])
    const bytes = files.reduce((sum, path) => sum + statSync(join(image.root, path)).size, 0)
    expect(bytes).toBeLessThan(130 * MEGABYTE)
  })

  test('its user owns the volume, is no root, and its settings are those of a container', () => {
    const volume = statSync(join(image.root, 'data'))
    expect([volume.uid, volume.gid]).toEqual([65_532, 65_532])
    const { config } = image
    expect(config).toMatchObject({
      User: '65532:65532',
      Entrypoint: ['/orderd'],
      Cmd: ['serve'],
      StopSignal: 'SIGTERM',
      Volumes: { '/data': {} },
      Healthcheck: { Test: ['CMD', '/orderd', 'health'] },
    })
    expect(config.Env).toEqual(
      expect.arrayContaining(['ORDERD_HOST=0.0.0.0', 'ORDERD_DATA_DIR=/data']),
    )
  })

  test('it serves without root, capabilities and a writable root, and drains at SIGTERM', async () => {
    const volume = mkdtempSync(join(tmpdir(), 'orderd-volume-'))
    directories.push(volume)
    // A new volume has the owner and mode that the directory has in the image.
    for (const command of ['chown', 'chmod'])
      run([command, '--reference', join(image.root, 'data'), volume])
    const { config, root } = image
    const [uid, gid] = config.User.split(':')
    const enter = [
      ...['setpriv', '--no-new-privs', '--bounding-set=-all,+setuid,+setgid,+sys_chroot'],
      ...['unshare', `--root=${root}`, '--wd=/data', `--setgid=${gid}`, `--setuid=${uid}`],
    ]
    const prepare = [
      `mount --bind '${root}' '${root}'`,
      // A runtime makes and fills these two.
      `mkdir -p '${root}/proc' '${root}/dev'`,
      `mount --bind /proc '${root}/proc'`,
      `mount --rbind /dev '${root}/dev'`,
      `mount --bind '${volume}' '${root}/data'`,
      `mount -o remount,bind,ro '${root}'`,
    ]
    const start = (...args: string[]) =>
      Bun.spawn(
        [
          ...['unshare', '--mount', 'sh', '-c'],
          `${prepare.join(' && ')} && exec "$@"`,
          ...['sh', ...enter, ...config.Entrypoint, ...args],
        ],
        {
          env: {
            PATH: process.env.PATH ?? '',
            ...Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2))),
            ORDERD_PORT: '0',
          },
          stdout: 'pipe',
          stderr: 'pipe',
        },
      )
    const server = start(...config.Cmd)
    const url = await urlOf(server.stderr)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
    expect(status).toMatch(/^Uid:\t65532\t65532\t65532\t65532$/m)
    for (const kind of ['Inh', 'Prm', 'Eff', 'Amb'])
      expect(status).toMatch(new RegExp(`^Cap${kind}:\\t0{16}$`, 'm'))
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
    const healthy = start('health', '--port', new URL(url).port)
    expect(await healthy.exited).toBe(0)
    expect(readdirSync(volume)).toContain('orderd.db')
    server.kill('SIGTERM')
    expect(await server.exited).toBe(0)
  }, 60_000)
})

/** The address that the server says when it is ready. */
async function urlOf(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const deadline = Date.now() + READY_MS
  let said = ''
  for await (const chunk of stderr) {
    said += new TextDecoder().decode(chunk)
    const [url] = /http:\/\/[\d.]+:\d+/.exec(said) ?? []
    if (url !== undefined) return url.replace('0.0.0.0', '127.0.0.1')
    if (Date.now() > deadline) break
  }
  throw new Error(`it did not start: ${said}`)
}
