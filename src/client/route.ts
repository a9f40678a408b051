// Typed functions for routes of the OpenAPI document: path parameters in their order, then the body or query,
// then options, as in `orders.cancel(id, { reason }, { ifMatch: 3 })`.

import type { Query } from './http.ts'
import type { CallOptions, Request } from './request.ts'
import type { Routes } from './types.ts'

type Key = keyof Routes
type KeysWith<Part extends string> = {
  [K in Key]: Routes[K] extends Record<Part, unknown> ? K : never
}[Key]

/** The body of a route, such as BodyOf<'POST /orders'>. */
export type BodyOf<K extends Key> = Routes[K] extends { body: infer B } ? B : never
/** The query of a route. */
export type QueryOf<K extends Key> = Routes[K] extends { query: infer Q extends object } ? Q : never
/** The response body of a route. */
export type AnswerOf<K extends Key> = Routes[K]['response']

type Params<K extends string> = K extends `${string}{${string}}${infer Rest}`
  ? [id: string | number, ...Params<Rest>]
  : []
// biome-ignore lint/complexity/noBannedTypes: {} extends T asks whether T can be left out
type Input<T> = {} extends T ? [input?: T] : [input: T]
/** The query of a route with a body is among the options. */
type OptionsOf<K extends Key> = CallOptions &
  (K extends KeysWith<'body'> & KeysWith<'query'> ? { query?: QueryOf<K> } : object)

type Call<K extends Key, Sent extends unknown[]> = (
  ...args: [...Params<K>, ...Sent, options?: OptionsOf<K>]
) => Promise<AnswerOf<K>>

export interface Binder {
  /** A route with path parameters only; `find` has a query, `send` a body. */
  call<K extends Exclude<Key, KeysWith<'body'> | KeysWith<'query'>>>(key: K): Call<K, []>
  find<K extends Exclude<KeysWith<'query'>, KeysWith<'body'>>>(key: K): Call<K, Input<QueryOf<K>>>
  send<K extends KeysWith<'body'>>(key: K): Call<K, Input<BodyOf<K>>>
}

export function createBinder(request: Request): Binder {
  const bind =
    (part: 'query' | 'json' | null) =>
    (key: string) =>
    async (...args: unknown[]): Promise<never> => {
      const [method = '', pattern = ''] = key.split(' ')
      const path = pattern.replace(/{[^}]+}/g, () => encodeURIComponent(String(args.shift())))
      const sent = part === null ? undefined : (args.shift() ?? {})
      const { query, ...options } = (args.shift() ?? {}) as CallOptions & { query?: Query }
      const response = await request(
        { method, path, query, ...(part === null ? {} : { [part]: sent }) },
        options,
      )
      return (await readAnswer(response)) as never
    }
  return { call: bind(null), find: bind('query'), send: bind('json') }
}

/** The value of a JSON response, undefined for 204, the response itself for a stream. */
export async function readAnswer(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const type = response.headers.get('content-type') ?? ''
  return type.startsWith('application/json') ? response.json() : response
}

type List = (
  query: never,
  options?: CallOptions,
) => Promise<{ items: unknown[]; next_cursor: string | null }>

type ItemOf<L extends List> = Awaited<ReturnType<L>>['items'][number]

/**
 * All items of a list, page by page.
 *
 * @example
 * for await (const order of every(client.orders.list, { status: 'pending' })) console.log(order.number)
 */
export async function* every<L extends List>(
  list: L,
  query?: Parameters<L>[0],
  options?: CallOptions,
): AsyncGenerator<ItemOf<L>> {
  let cursor: string | undefined
  do {
    const at = cursor === undefined ? query : { ...(query as object | undefined), cursor }
    const page = await list((at ?? {}) as never, options)
    yield* page.items as ItemOf<L>[]
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
}
