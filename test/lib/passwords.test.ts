// Hashing as sign-in meets it: right, wrong, from the old system, damaged, and too many at once.

import { expect, test } from 'bun:test'
import { boundedQueue, Overloaded } from '#lib/bounded-queue.ts'
import { dummyVerify, hashPassword, isCommonPassword, verifyPassword } from '#lib/passwords.ts'

test('a password verifies against its own hash and no other does', async () => {
  const hash = await hashPassword('correct horse')
  expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
  expect(await verifyPassword('correct horse', hash)).toEqual({ ok: true, needsRehash: false })
  expect(await verifyPassword('correct horsf', hash)).toEqual({ ok: false, malformed: false })
})

test('long and Unicode passwords are not truncated', async () => {
  const long = 'ä'.repeat(256)
  const hash = await hashPassword(long)
  expect(await verifyPassword(long, hash)).toMatchObject({ ok: true })
  expect(await verifyPassword(long.slice(0, -1), hash)).toMatchObject({ ok: false })
})

test.each(['$2a$', '$2b$', '$2y$'])(
  'a bcrypt hash %s verifies and asks to be renewed',
  async (kind) => {
    const made = await Bun.password.hash('securepassword', { algorithm: 'bcrypt', cost: 4 })
    const hash = made.replace(/^\$2.\$/, kind)
    expect(await verifyPassword('securepassword', hash)).toEqual({ ok: true, needsRehash: true })
    expect(await verifyPassword('securepasswore', hash)).toEqual({ ok: false, malformed: false })
  },
)

test('a bcrypt hash of a password over 72 bytes verifies as the old system made it', async () => {
  const hash = await Bun.password.hash('a'.repeat(72), { algorithm: 'bcrypt', cost: 4 })
  expect(await verifyPassword('a'.repeat(80), hash)).toEqual({ ok: true, needsRehash: true })
})

test('argon2id of another cost asks to be renewed', async () => {
  const hash = await Bun.password.hash('correct horse', {
    algorithm: 'argon2id',
    memoryCost: 8192,
    timeCost: 1,
  })
  expect(await verifyPassword('correct horse', hash)).toEqual({ ok: true, needsRehash: true })
})

test.each(['', 'plain text', '$2b$10$short', '$argon2id$v=19$m=19456,t=2,p=1$x$y'])(
  'the damaged hash "%s" is malformed, not an error',
  async (hash) => {
    expect(await verifyPassword('correct horse', hash)).toEqual({ ok: false, malformed: true })
  },
)

test('an unknown account and a damaged hash cost as much as a wrong password', async () => {
  const hash = await hashPassword('correct horse')
  const fastest = async (work: () => Promise<unknown>): Promise<number> => {
    const times = []
    for (let i = 0; i < 5; i++) {
      const start = performance.now()
      await work()
      times.push(performance.now() - start)
    }
    return Math.min(...times)
  }
  const wrong = await fastest(() => verifyPassword('wrong', hash))
  const unknown = await fastest(() => dummyVerify('wrong'))
  const damaged = await fastest(() => verifyPassword('wrong', 'damaged'))
  expect(unknown / wrong).toBeWithin(0.5, 2)
  expect(damaged / wrong).toBeWithin(0.5, 2)
})

test('a hundred at once: some are served, the rest refused, and the queue recovers', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => verifyPassword('correct horse', 'damaged')),
  )
  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused).toHaveLength(100 - 66)
  expect(refused.every(({ reason }) => reason instanceof Overloaded)).toBe(true)
  expect(await verifyPassword('correct horse', 'damaged')).toEqual({ ok: false, malformed: true })
})

test('a bounded queue runs so many at a time, in order, also past one that fails', async () => {
  const inTurn = boundedQueue({ concurrency: 2, waitingMax: 10 })
  const started: number[] = []
  let running = 0
  let most = 0
  const work = async (n: number) => {
    started.push(n)
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
    if (n === 1) throw new Error('one fails')
    return n
  }
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => inTurn(() => work(n))))
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
  expect(started).toEqual([0, 1, 2, 3, 4])
  expect(most).toBe(2)
})

test('common passwords are known in any case; one that contains a common one is fine', async () => {
  for (const password of ['password', '12345678', 'PassWord1', 'password123', 'iloveyou']) {
    expect(await isCommonPassword(password)).toBe(true)
  }
  for (const password of ['securepassword', 'password of mine', 'correct horse']) {
    expect(await isCommonPassword(password)).toBe(false)
  }
})
