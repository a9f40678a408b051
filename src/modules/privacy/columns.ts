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
    ...named('scopes inactive_reason', WORD),
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
  past_skus: { product_id: ID, sku: SHOP },
  orders: {
    ...named('head email', ERASED),
    ...named('id number customer_id tracking_token', ID),
    ...named('currency status payment_status fulfillment_status return_status', WORD),
    ...named('display_status source', WORD),
    ...named('external_source external_id', REFERENCE),
  },
  order_documents: named('rest internal', ERASED),
  line_figures: { title: ERASED, sku: SHOP },
  credit_figures: { reason: WORD },
  order_tags: { tag: ERASED },
  payment_references: {
    ...named('provider provider_txn_id', REFERENCE),
    transaction_id: ID,
  },
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
  movements: { ...named('id actor', ID), kind: WORD, reason: NAMES_ERASED },
}
