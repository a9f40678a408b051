// The client of orderd for browsers, Node, Bun and Deno, without dependencies: the routes of the API, sign-in
// with renewed tokens, and lists that are updated live.

export type { Api, ImportFile } from './api.ts'
export { type Client, type ClientOptions, createClient } from './client.ts'
export type { Clock, Environment, Fetch, SocketClass } from './environment.ts'
export {
  type ErrorCode,
  type FieldError,
  isInvalid,
  isPassing,
  isRefused,
  isSignedOut,
  isVersionConflict,
  OrderdError,
  type Shortage,
} from './problem.ts'
export type {
  Filter,
  OrderdEvent,
  OrderSummary,
  RowOf,
  StockLevel,
  Topic,
  TrackedOrder,
} from './protocol.ts'
export type { CallOptions } from './request.ts'
export { type AnswerOf, type BodyOf, every, type QueryOf } from './route.ts'
export type {
  Credentials,
  Session as ClientSession,
  StoredTokens as KeptTokens,
  TokenSource,
  TokenStorage,
  Tokens,
} from './session.ts'
export type { LiveView, Status, SubscribeOptions, Subscription } from './subscription.ts'
export type * from './types.ts'
export { webStorage } from './web-storage.ts'
