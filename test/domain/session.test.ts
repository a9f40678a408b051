// The verdict on a refresh token.

import { expect, test } from 'bun:test'
import { judgeRefresh, type RefreshToken, type RefreshVerdict } from '#domain/session.ts'

const token: RefreshToken = {
  expires_at: 1_000_000,
  used_at: null,
  successor_salt: null,
  revoked_at: null,
  disabled: 0,
}
const used = { used_at: 500_000, successor_salt: 'salt' }

const cases: [string, Partial<RefreshToken>, number, RefreshVerdict][] = [
  ['unused', {}, 999_999, { verdict: 'fresh' }],
  ['unused, at its end', {}, 1_000_000, { verdict: 'expired' }],
  ['used, within 10 s', used, 509_999, { verdict: 'repeated', salt: 'salt' }],
  ['used, 10 s later', used, 510_000, { verdict: 'reused' }],
  [
    'used, and so is its successor',
    { ...used, successor_salt: null },
    500_001,
    { verdict: 'reused' },
  ],
  ['of a revoked session', { revoked_at: 1 }, 2, { verdict: 'invalid' }],
  ['of a disabled account', { disabled: 1 }, 2, { verdict: 'invalid' }],
]
for (const [name, fields, arrivedAt, verdict] of cases) {
  test(`a refresh token, ${name}`, () => {
    expect(judgeRefresh({ ...token, ...fields }, arrivedAt)).toEqual(verdict)
  })
}
