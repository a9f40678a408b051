// Signatures of Standard Webhooks (standardwebhooks.com), by which a receiver knows that a request is
// from this shop and recent.

import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

const SECRET_BYTES = 32

/** `whsec_` and 32 random bytes in base64. */
export const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`

interface Message {
  id: string
  timestampMs: number
  body: string
}

/** webhook-id, webhook-timestamp in seconds, and webhook-signature: one of each secret, the current first. */
export function signedHeaders(
  { id, timestampMs, body }: Message,
  secrets: readonly string[],
): Record<string, string> {
  const at = new Date(timestampMs)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(timestampMs / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}
