// Standard Webhooks (standardwebhooks.com): how a receiver knows that a request is ours and fresh.
// While a secret is being rotated, each of the two signs.

import { hmacSha256Base64, randomToken } from './crypto.ts'

const PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** Random bytes in base64, which is what the libraries of receivers decode. */
export const newSecret = (): string =>
  `${PREFIX}${Buffer.from(randomToken(SECRET_BYTES), 'base64url').toString('base64')}`

interface Message {
  id: string
  timestampMs: number
  body: string
}

export function signedHeaders(
  { id, timestampMs, body }: Message,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = Math.floor(timestampMs / 1000)
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${hmacSha256Base64(key, `${id}.${timestamp}.${body}`)}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
