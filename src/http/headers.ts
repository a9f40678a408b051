// The headers that every answer of the API carries, once. An answer is a whole Response from the
// start: Elysia's `set.headers` is never used, since merging costs a second Response.

export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/** Of pages: nothing inline, nothing from elsewhere; sockets of this very server count as 'self'. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const JSON_HEADERS = { 'content-type': 'application/json', ...SECURITY_HEADERS } as const
