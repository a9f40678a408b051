// /dashboard: the files that scripts/dashboard.ts built, from inside the executable or, from source,
// from dist. It knows no view: every path without a file is the one page, which does its own routing.
// Only files that the manifest names are served.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { DomainError } from '#domain/errors.ts'
import { once } from '#lib/once.ts'
import type { Guard } from './guard.ts'
import { PAGE_POLICY, SECURITY_HEADERS } from './headers.ts'

interface Served {
  type: string
  etag: string
  immutable: boolean
}

type Manifest = Readonly<Record<string, Served>>

const DIRECTORY = Bun.isStandaloneExecutable
  ? `${import.meta.dir}/dashboard`
  : `${import.meta.dir}/../../dist/dashboard`

const PAGE = 'index.html'

const PRODUCED = ['text/html', 'text/javascript', 'text/css', 'image/svg+xml']

export function dashboardRoutes({ guard }: { guard: Guard }) {
  // Built again while a server runs from source: the next request has it.
  const manifest = Bun.isStandaloneExecutable ? once(readManifest) : readManifest
  const open = {
    who: 'anyone',
    produces: PRODUCED,
    // What stands behind the question mark is for the views.
    query: Type.Record(Type.String(), Type.Unknown()),
    detail: { hide: true },
  } as const

  return new Elysia({ name: 'dashboard', normalize: false })
    .use(guard)
    .get('/dashboard', async ({ request }) => serve(request, PAGE, await manifest()), open)
    .get(
      '/dashboard/*',
      async ({ request, params }) => serve(request, params['*'], await manifest()),
      open,
    )
}

async function readManifest(): Promise<Manifest> {
  const file = Bun.file(`${DIRECTORY}/manifest.json`)
  if (await file.exists()) return file.json()
  throw new DomainError('unavailable', 'The dashboard is not built here: bun run dashboard.')
}

function serve(request: Request, path: string, manifest: Manifest): Response {
  const name = Object.hasOwn(manifest, path) ? path : PAGE
  const file = manifest[name]
  // A file of an older build that is gone: the page in its place would be a broken script.
  if (file === undefined || (name === PAGE && ASSET.test(path))) {
    throw new DomainError('not_found', 'Not found')
  }
  const coding = codingFor(request.headers.get('accept-encoding') ?? '')
  const etag = `"${file.etag}${coding.extension}"`
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': file.type,
    'content-security-policy': PAGE_POLICY,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    vary: 'Accept-Encoding',
  }
  const known = request.headers.get('if-none-match')?.split(/\s*,\s*/) ?? []
  if (known.some((tag) => tag.replace(/^W\//, '') === etag)) {
    return new Response(null, { status: 304, headers })
  }
  return new Response(Bun.file(`${DIRECTORY}/${name}${coding.extension}`), {
    headers: coding.name === null ? headers : { ...headers, 'content-encoding': coding.name },
  })
}

/** The files of a build; no view has a path like it. */
const ASSET = /\.(js|css|svg|map)$/

interface Coding {
  name: string | null
  extension: string
}

const CODINGS: readonly Coding[] = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
]
const PLAIN: Coding = { name: null, extension: '' }

/** The best of ours that is accepted; `q=0` is a no. */
function codingFor(accepted: string): Coding {
  const names = accepted
    .split(',')
    .map((one) =>
      one
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    )
    .filter(([, weight]) => weight === undefined || !/^q=0(\.0*)?$/.test(weight))
    .map(([name]) => name)
  return CODINGS.find(({ name }) => name !== null && names.includes(name)) ?? PLAIN
}
