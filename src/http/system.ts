// The routes about the server itself: what it is, whether it lives, whether it can take requests.

import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { DomainError } from '#domain/errors.ts'
import { VERSION } from '#lib/version.ts'
import { json } from './answer.ts'
import type { Guard } from './guard.ts'
import { SECURITY_HEADERS } from './headers.ts'
import { responses } from './responses.ts'

const Welcome = Type.Object({
  message: Type.String({ examples: ['Order Management API is running!'] }),
  name: Type.String(),
  version: Type.String(),
  docs: Type.String(),
  dashboard: Type.String(),
})

const Health = Type.Object({ status: Type.Literal('ok') })
const Readiness = Type.Object({
  status: Type.Literal('ok'),
  detail: Type.Optional(
    Type.String({
      description: 'A warning.',
      examples: ['slow disk: commits take more than a second'],
    }),
  ),
})

interface SystemDeps {
  guard: Guard
  /** The reasons why it cannot serve; empty when it is ready. Never rejects. */
  obstacles: () => Promise<readonly string[]>
  /** A sentence about a node that is ready and not well. */
  warning: () => string | null
}

const WELCOME: Static<typeof Welcome> = {
  message: 'Order Management API is running!',
  name: 'orderd',
  version: VERSION,
  docs: '/docs',
  dashboard: '/dashboard',
}

export const systemRoutes = ({ guard, obstacles, warning }: SystemDeps) =>
  new Elysia({ name: 'system', normalize: false, detail: { tags: ['System'] } })
    .use(guard)
    .get(
      '/',
      ({ headers }) =>
        headers.accept?.includes('text/html')
          ? new Response(null, {
              status: 302,
              headers: { ...SECURITY_HEADERS, location: WELCOME.dashboard, vary: 'Accept' },
            })
          : json(WELCOME),
      {
        who: 'anyone',
        produces: ['application/json', 'text/html'],
        response: {
          ...responses(200, Welcome),
          302: Type.Void({ description: 'To the dashboard.' }),
        },
        detail: { operationId: 'getRoot', summary: 'What this is; browsers go to the dashboard' },
      },
    )
    .get('/healthz', () => json({ status: 'ok' }), {
      who: 'anyone',
      response: responses(200, Health),
      detail: { operationId: 'getHealth', summary: 'The process lives' },
    })
    .get(
      '/readyz',
      async () => {
        const found = await obstacles()
        if (found.length > 0)
          throw new DomainError('unavailable', `Not ready: ${found.join(', ')}.`)
        const detail = warning()
        return json({ status: 'ok', ...(detail === null ? {} : { detail }) })
      },
      {
        who: 'anyone',
        response: responses(200, Readiness),
        detail: { operationId: 'getReadiness', summary: 'Requests can be taken' },
      },
    )
