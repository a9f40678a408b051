// /docs: the API's document as a page. The page is @elysiajs/swagger's Swagger UI, which takes its
// script from a CDN and starts it inline; here both come from this server, so that the page works
// without the internet and under a policy that allows nothing else.

import { Elysia } from 'elysia'
import stylesheet from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' }
import bundle from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' }
import { once } from '#lib/once.ts'
import { VERSION } from '#lib/version.ts'
import type { Guard } from './guard.ts'
import { JSON_HEADERS, SECURITY_HEADERS } from './headers.ts'

interface DocsDeps {
  guard: Guard
  /** Asked once, when everything is composed. */
  document: () => object
}

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE_HEADERS = {
  ...SECURITY_HEADERS,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': PAGE_POLICY,
}

export function docsRoutes({ guard, document }: DocsDeps) {
  const page = once(renderPage)
  const json = once(() => JSON.stringify(document()))
  const css = once(() => packed(stylesheet))
  const script = once(() => packed(bundle))
  const hidden = { who: 'anyone', detail: { hide: true } } as const

  return new Elysia({ name: 'docs', normalize: false })
    .use(guard)
    .get('/docs', async () => new Response((await page()).html, { headers: PAGE_HEADERS }), {
      who: 'anyone',
      produces: ['text/html'],
      detail: {
        operationId: 'getDocs',
        summary: 'This document, to read and to try',
        tags: ['System'],
        responses: {
          200: { description: 'A page.', content: { 'text/html': { schema: { type: 'string' } } } },
        },
      },
    })
    .get('/docs/json', () => new Response(json(), { headers: JSON_HEADERS }), {
      who: 'anyone',
      detail: {
        operationId: 'getDocument',
        summary: 'This document',
        tags: ['System'],
        responses: {
          200: {
            description: 'OpenAPI 3.1.',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
        },
      },
    })
    .get(
      '/docs/start.js',
      async () => new Response((await page()).start, { headers: assetHeaders('text/javascript') }),
      { ...hidden, produces: ['text/javascript'] },
    )
    .get('/docs/swagger-ui.css', async ({ request }) => asset(request, 'text/css', await css()), {
      ...hidden,
      produces: ['text/css'],
    })
    .get(
      '/docs/swagger-ui-bundle.js',
      async ({ request }) => asset(request, 'text/javascript', await script()),
      { ...hidden, produces: ['text/javascript'] },
    )
}

const HTML = { html: true }

/** The plugin's page with its script in a file of its own. The plugin is loaded for it: it takes 10 ms. */
async function renderPage(): Promise<{ html: string; start: string }> {
  const { swagger } = await import('@elysiajs/swagger')
  const plugin = swagger({
    provider: 'swagger-ui',
    path: '/docs',
    theme: '/docs/swagger-ui.css',
    autoDarkMode: false,
    documentation: {
      info: { title: 'orderd', version: VERSION, description: 'The API of this server.' },
    },
    // The plugin takes one slash away.
    specPath: '//docs/json',
  })
  const original = await new Elysia().use(plugin).handle(new Request('http://localhost/docs'))
  let start = ''
  const html = await new HTMLRewriter()
    // Without an icon the browser would ask for one.
    .on('head', { element: (head) => void head.append('<link rel="icon" href="data:,">', HTML) })
    .on('script', {
      element(script) {
        const isBundle = script.hasAttribute('src')
        script.setAttribute('src', isBundle ? '/docs/swagger-ui-bundle.js' : '/docs/start.js')
        script.removeAttribute('crossorigin')
      },
      text(chunk) {
        start += chunk.text
        chunk.remove()
      },
    })
    .transform(original)
    .text()
  return { html, start }
}

interface Packed {
  raw: Uint8Array<ArrayBuffer>
  gzip: Uint8Array<ArrayBuffer>
}

async function packed(path: string): Promise<Packed> {
  const raw = await Bun.file(path).bytes()
  return { raw, gzip: Bun.gzipSync(raw) }
}

function asset(request: Request, type: string, { raw, gzip }: Packed): Response {
  const headers = assetHeaders(type)
  if (request.headers.get('if-none-match') === headers.etag) {
    return new Response(null, { status: 304, headers })
  }
  if (!request.headers.get('accept-encoding')?.includes('gzip')) {
    return new Response(raw, { headers })
  }
  return new Response(gzip, { headers: { ...headers, 'content-encoding': 'gzip' } })
}

const assetHeaders = (type: string) => ({
  ...SECURITY_HEADERS,
  'content-type': `${type}; charset=utf-8`,
  'cache-control': 'public, max-age=86400',
  etag: `"${VERSION}"`,
  vary: 'Accept-Encoding',
})
