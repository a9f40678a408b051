// The bytes of a signature, against an HMAC of our own.

import { expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { newSecret, signedHeaders } from '#lib/webhook-signature.ts'

test('a message is signed with each secret, over its id, its second and its body', () => {
  const secrets = [newSecret(), newSecret()]
  const body = JSON.stringify({ name: 'Łukasz ñ 日本', note: 'x'.repeat(5_000) })
  const headers = signedHeaders({ id: 'evt_1', timestampMs: 1_795_000_000_999, body }, secrets)
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    expect(key).toHaveLength(32)
    return `v1,${createHmac('sha256', key).update(`evt_1.1795000000.${body}`).digest('base64')}`
  })
  expect(headers).toEqual({
    'webhook-id': 'evt_1',
    'webhook-timestamp': '1795000000',
    'webhook-signature': signatures.join(' '),
  })
})
