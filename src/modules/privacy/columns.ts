// The fate of each text column of the database at an erasure, with the reason where it stays. A test walks the
// schema of a migrated database and fails for a column that is missing here.

type Columns = Readonly<Record<string, string>>

/** Erased by erase.ts, field by field by the rules of domain/personal.ts. */
const ERASED = 'erased'

/** A text about the shop, out of which the names of the person are erased. */
const NAMES_ERASED = 'erased: the names of the person'

const ID = 'kept: an id or a hash that orderd made'
const WORD = 'kept: one of a few words of orderd'
const SHOP = 'kept: about goods or the shop, not about a person'
const REFERENCE = 'kept: by it a provider or another system knows it; without it, twice the same'

const named = (columns: string, fate: string): Columns =>
  Object.fromEntries(columns.split(' ').map((column) => [column, fate]))

export const COLUMNS: Readonly<Record<string, Columns>> = {
  migrations: named('name', WORD),
  settings: { ...named('name', WORD), ...named('value', SHOP) },
  counters: named('name', WORD),
  users: { ...named('name email', ERASED), password_hash: ID, role: WORD },
  sessions: { id: ID, ...named('user_agent address', ERASED) },
  refresh_tokens: named('hash session_id successor_salt', ID),
  setup_links: named('hash', ID),
  api_keys: {
    ...named('id hash hint created_by', ID),
    ...named('scopes', WORD),
    name: NAMES_ERASED,
  },
  customers: {
    id: ID,
    ...named('name email phone vat_id addresses note tags metadata words', ERASED),
    ...named('external_source external_id', ERASED),
    tax_status: WORD,
  },
  products: {
    id: ID,
    ...named('sku title description image_url tax_class metadata words', SHOP),
    currency: WORD,
  },
  locations: { id: ID, name: SHOP },
  stock_levels: named('product_id location_id', ID),
  reservations: {
    ...named('id order_id line_id product_id location_id fulfillment_id', ID),
    status: WORD,
  },
  orders: {
    ...named('email phone hold_reason attention_reason customer_note tags metadata', ERASED),
    ...named('billing_address shipping_address shipping fees discounts', ERASED),
    ...named('id number customer_id origin_order_id tracking_token created_by', ID),
    ...named('currency tax_rounding status payment_status fulfillment_status return_status', WORD),
    ...named('display_status source cancel_reason tax_status tax_lines', WORD),
    ...named('external_source external_id', REFERENCE),
  },
  order_lines: {
    ...named('title attributes', ERASED),
    ...named('id order_id product_id settled', ID),
    ...named('kind price_source tax_source', WORD),
    sku: SHOP,
  },
  order_tags: { tag: ERASED, order_id: ID },
  payments: {
    method: ERASED,
    ...named('id order_id', ID),
    ...named('provider provider_ref', REFERENCE),
  },
  payment_transactions: {
    ...named('reason error', ERASED),
    ...named('id order_id payment_id', ID),
    ...named('kind status', WORD),
    ...named('provider provider_txn_id', REFERENCE),
  },
  credits: { ...named('id order_id ref', ID), reason: WORD },
  credit_lines: named('id order_id credit_id line_id', ID),
  fulfillments: {
    ...named('carrier tracking', ERASED),
    ...named('id order_id location_id lines', ID),
    status: WORD,
  },
  returns: {
    reason: ERASED,
    ...named('id order_id lines location_id exchange_order_id', ID),
    status: WORD,
  },
  order_notes: { text: ERASED, ...named('id order_id created_by', ID), visibility: WORD },
  events: {
    ...named('prior body packed', ERASED),
    ...named('id order_id customer_id person', ID),
    type: WORD,
  },
  feed: named('epoch', ID),
  idempotency: {
    ...named('body packed', ERASED),
    ...named('caller fingerprint etag location', ID),
    key: 'kept: a random text of a program, gone within a day',
  },
  coupons: {
    ...named('code code_key', SHOP),
    id: ID,
    ...named('kind scope currency', WORD),
  },
  shipping_methods: {
    id: ID,
    ...named('code code_key title countries', SHOP),
    tax_mode: WORD,
  },
  consumers: named('name', WORD),
  realtime_tickets: named('hash caller', ID),
  order_search: named('words', ERASED),
  webhooks: {
    ...named('id secret previous_secret subscription', ID),
    url: SHOP,
    description: NAMES_ERASED,
    ...named('events disabled_reason', WORD),
  },
  webhook_deliveries: {
    ...named('id webhook_id event_id', ID),
    ...named('event_type status', WORD),
    body: 'kept: of a test delivery, which is about no person; others are read from the log',
  },
  webhook_attempts: { response: ERASED, error: ERASED, delivery_id: ID },
  saved_views: {
    ...named('name filter columns', ERASED),
    ...named('id owner created_by', ID),
    sort: WORD,
  },
  stock_movements: {
    ...named('id product_id location_id order_id actor', ID),
    kind: WORD,
    reason: NAMES_ERASED,
  },
}
