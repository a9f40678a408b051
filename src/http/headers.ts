// The headers that every answer of the API carries, once. An answer is a whole Response from the
// start: Elysia's `set.headers` is never used, since merging costs a second Response.

export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

export const JSON_HEADERS = { 'content-type': 'application/json', ...SECURITY_HEADERS } as const
