// A data directory that is missing, another's, full, or on a disk that dies: the exit code is that of the cause,
// in time, and nothing of the clean-up takes its place.

import { describe, expect, test } from 'bun:test'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eachOrderd } from '../helpers/process.ts'

const ADMIN = { ORDERD_ADMIN_EMAIL: 'a@example.com', ORDERD_ADMIN_PASSWORD: 'correct horse 9' }
const NOBODY = 65_534
/** The promise is 2 s; the rest is the start of strace and of a process on a busy machine. */
const ENDED_MS = 2_000
const SPARE_MS = 1_500

const probe = (command: string): string | null => {
  const { success, stdout } = Bun.spawnSync(['sh', '-c', `${command} 2>&1`])
  return success ? null : stdout.toString().slice(0, 80) || 'it fails'
}

const noRoot = process.getuid?.() === 0 ? null : 'needs root'
const noStrace = probe('strace -f -e inject=fsync:error=EIO true')
const noTmpfs = noRoot ?? probe('d=$(mktemp -d) && mount -t tmpfs none $d && umount $d && rmdir $d')
const why = (reason: string | null): string => (reason === null ? '' : ` (skipped: ${reason})`)

eachOrderd((orderd) => {
  test('doctor makes nothing of a directory that is not there', async () => {
    const directory = orderd.freshDirectory()
    const { code, stdout } = await orderd.run(['doctor', '--port', '0', '--data-dir', directory])
    expect([code, stdout]).toEqual([0, expect.stringContaining('the first start makes it')])
    expect(existsSync(directory)).toBe(false)
  })

  test('a start removes the drafts of dead processes, and those only', async () => {
    const directory = orderd.freshDirectory()
    const at = ['--data-dir', directory]
    expect((await orderd.run(['init', ...at])).code).toBe(0)
    const { name } = JSON.parse((await orderd.run(['backup', 'create', '--json', ...at])).stdout)
    const dead = Bun.spawnSync(['true']).pid
    const drafts = [`${name}.${dead}.partial`, `${name}.${dead}.partial-journal`]
    const fetched = `${name}.${process.pid}.partial`
    for (const draft of [...drafts, fetched]) writeFileSync(join(directory, 'backups', draft), '')
    expect((await orderd.run(['users', 'list', ...at])).code).toBe(0)
    expect(readdirSync(join(directory, 'backups')).sort()).toEqual([name, fetched].sort())
  })

  test.skipIf(noRoot !== null)(
    `a directory of another owner is 78, in one sentence with both uids${why(noRoot)}`,
    async () => {
      const directory = orderd.freshDirectory()
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      chmodSync(join(directory, '..'), 0o755)
      chownSync(directory, 12_345, 12_345)
      for (const command of [
        ['serve', '--port', '0'],
        ['users', 'list'],
        ['doctor'],
        ['migrate'],
      ]) {
        const { code, stdout, stderr } = await orderd.run([...command, '--data-dir', directory], {
          uid: NOBODY,
        })
        expect({ command, code }).toEqual({ command, code: 78 })
        expect(stdout + stderr).toContain('belongs to uid 12345')
        expect(stdout + stderr).toContain(`runs as uid ${NOBODY}`)
        expect(stdout + stderr).not.toContain('    at ')
      }
    },
  )

  describe.skipIf(noTmpfs !== null)(`a full disk${why(noTmpfs)}`, () => {
    test('at the start is named in one sentence, and costs nothing once there is room again', async () => {
      const directory = orderd.freshDirectory()
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      expect(probe(`mount -t tmpfs -o size=40m,mode=700 none ${directory}`)).toBeNull()
      const at = ['--data-dir', directory]
      try {
        expect((await orderd.run(['users', 'create', 'a@example.com', ...at])).code).toBe(0)
        const filler = join(directory, 'filler')
        probe(`dd if=/dev/zero of=${filler} bs=64k; dd if=/dev/zero of=${filler}2 bs=1`)
        const full = await orderd.run(['serve', '--port', '0', ...at])
        expect([full.code, full.stderr]).toEqual([1, expect.stringContaining('disk is full')])
        expect(full.stderr).not.toContain('    at ')
        probe(`rm ${filler} ${filler}2`)
        expect((await orderd.run(['users', 'list', ...at])).stdout).toContain('a@example.com')
      } finally {
        probe(`umount -l ${directory}`)
      }
    })
  })

  describe.skipIf(noStrace !== null)(`a dead disk${why(noStrace)}`, () => {
    // What only reads works on; every file that is written, synced, renamed or removed is an error.
    const calls = 'fsync,fdatasync,pwrite64,ftruncate,unlink,unlinkat,rename,renameat2'
    test('ends the server with 70 within 2 s, whatever the clean-up meets', async () => {
      const server = await orderd.serve([], { env: ADMIN })
      const strace = Bun.spawn(
        [
          'strace',
          '-f',
          '-p',
          String(server.pid),
          '-o',
          '/dev/null',
          '-e',
          `inject=${calls}:error=EIO`,
        ],
        { stdout: 'ignore', stderr: 'pipe' },
      )
      await strace.stderr.getReader().read()
      const began = performance.now()
      const write = fetch(`${server.url}/users/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'a@example.com', password: 'correct horse 9' }),
      })
      const answered = await write.then(({ status }) => status).catch(() => 503)
      expect(answered).toBe(503)
      // Signal 0 ends nothing.
      const { code, stdout, stderr } = await server.end(0 as never)
      expect({ code, said: stdout + stderr }).toEqual({
        code: 70,
        said: expect.stringContaining('SQLITE_IOERR'),
      })
      expect(performance.now() - began).toBeLessThan(ENDED_MS + SPARE_MS)
      await strace.exited
    })
  })
})
