// One process a data directory, whatever happens to it.

import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockDataDirectory } from '#db/sqlite/lockfile.ts'

const cleanups: (() => void)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-test-'))
  cleanups.push(() => rmSync(directory, { recursive: true }))
  return directory
}

function contender(directory: string) {
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, 'fixtures/take-lock.ts'), directory],
    { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' },
  )
  cleanups.push(() => child.kill('SIGKILL'))
  const reader = child.stdout.getReader()
  return {
    child,
    go() {
      void child.stdin.write('go\n')
      void child.stdin.flush()
    },
    async answer(): Promise<string> {
      const { value } = await reader.read()
      return new TextDecoder().decode(value).trim()
    },
  }
}

test('of ten at once one takes the lock and the others learn whose it is', async () => {
  const directory = freshDirectory()
  const contenders = Array.from({ length: 10 }, () => contender(directory))
  for (const one of contenders) one.go()
  const answers = await Promise.all(contenders.map((one) => one.answer()))
  const winners = answers.filter((answer) => answer.startsWith('taken'))
  expect(winners).toHaveLength(1)
  const pid = winners[0]?.split(' ').at(-1)
  expect(answers.filter((answer) => answer === `held by ${pid}`)).toHaveLength(9)
})

test('a lock is told within a second', () => {
  const directory = freshDirectory()
  const lock = lockDataDirectory(directory)
  const start = performance.now()
  expect(lockDataDirectory(directory)).toEqual({ pid: process.pid })
  expect(performance.now() - start).toBeLessThan(1_000)
  if ('release' in lock) lock.release()
})

test('a process that is killed holds its lock no longer', async () => {
  const directory = freshDirectory()
  const holder = contender(directory)
  holder.go()
  expect(await holder.answer()).toBe(`taken by ${holder.child.pid}`)
  expect(lockDataDirectory(directory)).toEqual({ pid: holder.child.pid })
  holder.child.kill('SIGKILL')
  await holder.child.exited
  const lock = lockDataDirectory(directory)
  expect('release' in lock).toBe(true)
  if ('release' in lock) lock.release()
})

test('a lock that was released can be taken again, and releasing twice harms nobody', () => {
  const directory = freshDirectory()
  const first = lockDataDirectory(directory)
  if (!('release' in first)) throw new Error('not taken')
  first.release()
  const second = lockDataDirectory(directory)
  first.release()
  expect(lockDataDirectory(directory)).toEqual({ pid: process.pid })
  if ('release' in second) second.release()
})

test('a lock survives a collection of garbage', () => {
  const directory = freshDirectory()
  lockDataDirectory(directory)
  Bun.gc(true)
  expect(lockDataDirectory(directory)).toEqual({ pid: process.pid })
})

test('a pid that a dead process left is not believed', () => {
  const directory = freshDirectory()
  writeFileSync(join(directory, 'orderd.pid'), '1\n')
  expect('release' in lockDataDirectory(directory)).toBe(true)
})

test('the lock and the pid are for the account of the server alone, also where they were not', () => {
  const directory = freshDirectory()
  writeFileSync(join(directory, 'orderd.lock'), '', { mode: 0o644 })
  const lock = lockDataDirectory(directory)
  if (!('release' in lock)) throw new Error('the directory is in use')
  const modeOf = (name: string): number => statSync(join(directory, name)).mode & 0o777
  expect([modeOf('orderd.lock'), modeOf('orderd.pid')]).toEqual([0o600, 0o600])
  lock.release()
})
