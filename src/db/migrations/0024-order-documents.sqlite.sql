-- An order is one document: the answer for staff, kept as the two JSON objects `head` (what lists and events
-- show) and `rest`, and narrow columns for what is filtered, sorted, searched and added up. A small integer `n`
-- is its key in every index. Views with the names of the tables of before show lines, payments, movements and
-- the like to SQL users (docs/storage.md).
--
-- Orders of before keep their rows as JSON in `internal`, with format 0; the next start writes their documents
-- in batches (modules/operator/old-orders.ts).

-- Products and locations get an integer, which movements refer to.
ALTER TABLE products ADD COLUMN n BIGINT;
UPDATE products
SET n = numbered.n
FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM products) AS numbered
WHERE products.id = numbered.id;
CREATE UNIQUE INDEX products_n ON products (n);
CREATE TRIGGER products_numbered AFTER INSERT ON products WHEN new.n IS NULL BEGIN
  UPDATE products SET n = (SELECT COALESCE(MAX(n), 0) + 1 FROM products) WHERE id = new.id;
END;

ALTER TABLE locations ADD COLUMN n BIGINT;
UPDATE locations
SET n = numbered.n
FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM locations) AS numbered
WHERE locations.id = numbered.id;
CREATE UNIQUE INDEX locations_n ON locations (n);
CREATE TRIGGER locations_numbered AFTER INSERT ON locations WHEN new.n IS NULL BEGIN
  UPDATE locations SET n = (SELECT COALESCE(MAX(n), 0) + 1 FROM locations) WHERE id = new.id;
END;

-- A sku that a product had before: its orders have it still, so the product stays (products/store.ts).
CREATE TABLE past_skus (
  product_id TEXT NOT NULL REFERENCES products (id),
  sku TEXT NOT NULL,
  PRIMARY KEY (product_id, sku)
);

INSERT INTO past_skus (product_id, sku)
SELECT DISTINCT p.id, l.sku
FROM order_lines AS l
JOIN products AS p ON p.id = l.product_id
WHERE l.sku IS NOT NULL AND l.sku <> p.sku;

ALTER TABLE orders RENAME TO orders_before;

CREATE TABLE orders (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  version BIGINT NOT NULL CHECK (version > 0),
  number TEXT,
  -- 0 until placed: a column that sorts is never NULL.
  number_seq BIGINT NOT NULL,
  customer_id TEXT REFERENCES customers (id),
  customer_joined SMALLINT NOT NULL CHECK (customer_joined IN (0, 1)),
  email TEXT,
  currency TEXT NOT NULL,
  exponent SMALLINT NOT NULL,
  status TEXT NOT NULL CHECK (
    status IN ('draft', 'pending', 'confirmed', 'completed', 'cancelled', 'expired')
  ),
  payment_status TEXT NOT NULL,
  fulfillment_status TEXT NOT NULL,
  return_status TEXT NOT NULL,
  display_status TEXT NOT NULL,
  on_hold SMALLINT NOT NULL CHECK (on_hold IN (0, 1)),
  attention SMALLINT NOT NULL CHECK (attention IN (0, 1)),
  total BIGINT NOT NULL CHECK (total >= 0),
  tax_total BIGINT NOT NULL CHECK (tax_total >= 0),
  -- For reports: with the tax that is on top.
  shipping_gross BIGINT NOT NULL,
  fee_gross BIGINT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('api', 'dashboard', 'import', 'exchange')),
  external_source TEXT,
  external_id TEXT,
  -- NULL where the token names its order itself (lib/tracking-token.ts).
  tracking_token TEXT,
  created_at BIGINT NOT NULL,
  -- placed_at, or created_at until it is placed.
  sort_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  archived_at BIGINT,
  -- The earliest time at which something has to happen by itself: an unpaid order expires, or an
  -- authorization lapses. NULL: nothing.
  due_at BIGINT,
  -- The time of the oldest pending transaction.
  pending_since BIGINT,
  -- The form of the documents; 0: not written yet.
  format SMALLINT NOT NULL,
  head TEXT NOT NULL
);

CREATE TABLE order_documents (
  n INTEGER PRIMARY KEY REFERENCES orders (n) ON DELETE CASCADE,
  rest TEXT NOT NULL,
  -- What the answer lacks, without defaults.
  internal TEXT NOT NULL
);

-- What is found or added up by lines, credits, tags and references of payments. Their rows are written with the
-- order's (modules/orders/store/orders.ts).

CREATE TABLE line_figures (
  order_n BIGINT NOT NULL,
  position BIGINT NOT NULL,
  sku TEXT,
  title TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  gross_total BIGINT NOT NULL,
  tax_total BIGINT NOT NULL,
  -- Beside the sku, so that its newest orders are found.
  order_created_at BIGINT NOT NULL,
  PRIMARY KEY (order_n, position)
) WITHOUT ROWID;

CREATE TABLE credit_figures (
  order_n BIGINT NOT NULL,
  position BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  shipping BIGINT NOT NULL,
  fees BIGINT NOT NULL,
  reason TEXT NOT NULL,
  -- The time by which reports count it.
  counts_at BIGINT NOT NULL,
  PRIMARY KEY (order_n, position)
) WITHOUT ROWID;

-- Of the credit at `credit` of the order, the part of the line at `position` of the order.
CREATE TABLE credit_line_figures (
  order_n BIGINT NOT NULL,
  credit BIGINT NOT NULL,
  position BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  PRIMARY KEY (order_n, credit, position)
) WITHOUT ROWID;

CREATE TABLE payment_references (
  provider TEXT NOT NULL,
  provider_txn_id TEXT NOT NULL,
  order_n BIGINT NOT NULL,
  transaction_id TEXT NOT NULL,
  PRIMARY KEY (provider, provider_txn_id)
) WITHOUT ROWID;

-- The book of stock, append-only. `n` rises as movements are made.
CREATE TABLE movements (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  product_n BIGINT NOT NULL,
  location_n BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (
    kind IN (
      'receive', 'adjust', 'reserve', 'release', 'ship', 'unship', 'restock', 'write_off', 'transfer'
    )
  ),
  on_hand_delta BIGINT NOT NULL,
  reserved_delta BIGINT NOT NULL,
  order_n BIGINT,
  reason TEXT,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Orders keep the sequence that they had in the index of words: results of a search come in it.
INSERT INTO orders (
  n, id, version, number, number_seq, customer_id, customer_joined, email, currency, exponent,
  status, payment_status, fulfillment_status, return_status, display_status, on_hold, attention,
  total, tax_total, shipping_gross, fee_gross, source, external_source, external_id, tracking_token,
  created_at, sort_at, confirmed_at, archived_at, format, head
)
SELECT
  ROW_NUMBER() OVER (ORDER BY w.n IS NULL, w.n, b.id), b.id, b.version, b.number, b.number_seq, b.customer_id, b.customer_joined, b.email,
  b.currency, b.exponent, b.status, b.payment_status, b.fulfillment_status, b.return_status,
  b.display_status, b.on_hold, b.attention, b.total, b.tax_total, b.shipping_gross, b.fee_gross,
  b.source, b.external_source, b.external_id, b.tracking_token, b.created_at, b.sort_at,
  b.confirmed_at, b.archived_at, 0, '{}'
FROM orders_before AS b
LEFT JOIN order_words AS w ON w.order_id = b.id
ORDER BY 1;

CREATE UNIQUE INDEX orders_id ON orders (id);

INSERT INTO order_documents (n, rest, internal)
SELECT o.n, '{}', json_object(
  'order', json_object(
    'id', b.id,
    'number', b.number,
    'number_seq', b.number_seq,
    'customer_id', b.customer_id,
    'customer_joined', b.customer_joined,
    'email', b.email,
    'phone', b.phone,
    'currency', b.currency,
    'exponent', b.exponent,
    'prices_include_tax', b.prices_include_tax,
    'tax_rounding', b.tax_rounding,
    'tax_status', b.tax_status,
    'status', b.status,
    'payment_status', b.payment_status,
    'fulfillment_status', b.fulfillment_status,
    'return_status', b.return_status,
    'display_status', b.display_status,
    'on_hold', b.on_hold,
    'hold_reason', b.hold_reason,
    'hold_left_ms', b.hold_left_ms,
    'attention', b.attention,
    'attention_reason', b.attention_reason,
    'billing_address', b.billing_address,
    'shipping_address', b.shipping_address,
    'subtotal', b.subtotal,
    'discount_total', b.discount_total,
    'shipping_total', b.shipping_total,
    'fee_total', b.fee_total,
    'tax_total', b.tax_total,
    'total', b.total,
    'credit_total', b.credit_total,
    'authorized_total', b.authorized_total,
    'captured_total', b.captured_total,
    'refunded_total', b.refunded_total,
    'due_total', b.due_total,
    'source', b.source,
    'external_source', b.external_source,
    'external_id', b.external_id,
    'origin_order_id', b.origin_order_id,
    'customer_note', b.customer_note,
    'tags', b.tags,
    'metadata', b.metadata,
    'tracking_token', b.tracking_token,
    'placed_at', b.placed_at,
    'confirmed_at', b.confirmed_at,
    'completed_at', b.completed_at,
    'cancelled_at', b.cancelled_at,
    'cancel_reason', b.cancel_reason,
    'expires_at', b.expires_at,
    'archived_at', b.archived_at,
    'version', b.version,
    'created_by', b.created_by,
    'created_at', b.created_at,
    'updated_at', b.updated_at,
    'shipping', b.shipping,
    'fees', b.fees,
    'discounts', b.discounts,
    'tax_lines', b.tax_lines
  ),
  'lines', json((
    SELECT json_group_array(json_object(
      'id', c.id,
      'position', c.position,
      'kind', c.kind,
      'product_id', c.product_id,
      'sku', c.sku,
      'title', c.title,
      'attributes', c.attributes,
      'unit_price', c.unit_price,
      'price_source', c.price_source,
      'quantity', c.quantity,
      'tax_rate_ppm', c.tax_rate_ppm,
      'tax_source', c.tax_source,
      'discount_total', c.discount_total,
      'tax_total', c.tax_total,
      'net_total', c.net_total,
      'gross_total', c.gross_total,
      'requires_shipping', c.requires_shipping,
      'qty_cancelled', c.qty_cancelled,
      'qty_shipped', c.qty_shipped,
      'qty_delivered', c.qty_delivered,
      'qty_return_requested', c.qty_return_requested,
      'qty_returned', c.qty_returned,
      'qty_refunded', c.qty_refunded,
      'settled', c.settled
    ))
    FROM order_lines AS c
    WHERE c.order_id = b.id
  )),
  'payments', json((
    SELECT json_group_array(json_object(
      'id', c.id,
      'provider', c.provider,
      'provider_ref', c.provider_ref,
      'method', c.method,
      'authorized', c.authorized,
      'captured', c.captured,
      'refunded', c.refunded,
      'voided', c.voided,
      'expires_at', c.expires_at,
      'created_at', c.created_at
    ))
    FROM payments AS c
    WHERE c.order_id = b.id
  )),
  'transactions', json((
    SELECT json_group_array(json_object(
      'id', c.id,
      'payment_id', c.payment_id,
      'kind', c.kind,
      'amount', c.amount,
      'status', c.status,
      'provider_txn_id', c.provider_txn_id,
      'reopens_due', c.reopens_due,
      'credit_tax', c.credit_tax,
      'reason', c.reason,
      'error', c.error,
      'created_at', c.created_at,
      'resolved_at', c.resolved_at
    ))
    FROM payment_transactions AS c
    WHERE c.order_id = b.id
  )),
  'credits', json((
    SELECT json_group_array(json_object(
      'id', c.id,
      'amount', c.amount,
      'tax', c.tax,
      'shipping', c.shipping,
      'fees', c.fees,
      'reason', c.reason,
      'ref', c.ref,
      'created_at', c.created_at,
      'counts_at', c.counts_at
    ))
    FROM credits AS c
    WHERE c.order_id = b.id
  )),
  'credit_lines', json((
    SELECT json_group_array(json_object(
      'credit_id', c.credit_id,
      'line_id', c.line_id,
      'quantity', c.quantity,
      'amount', c.amount,
      'tax', c.tax
    ))
    FROM credit_lines AS c
    WHERE c.order_id = b.id
  )),
  'fulfillments', json((
    SELECT json_group_array(json_object(
      'id', c.id,
      'number', c.number,
      'location_id', c.location_id,
      'status', c.status,
      'carrier', c.carrier,
      'tracking', c.tracking,
      'lines', c.lines,
      'created_at', c.created_at,
      'packed_at', c.packed_at,
      'shipped_at', c.shipped_at,
      'delivered_at', c.delivered_at,
      'cancelled_at', c.cancelled_at
    ))
    FROM fulfillments AS c
    WHERE c.order_id = b.id
  )),
  'returns', json((
    SELECT json_group_array(json_object(
      'id', c.id,
      'number', c.number,
      'status', c.status,
      'reason', c.reason,
      'lines', c.lines,
      'location_id', c.location_id,
      'exchange_order_id', c.exchange_order_id,
      'created_at', c.created_at,
      'updated_at', c.updated_at
    ))
    FROM returns AS c
    WHERE c.order_id = b.id
  )),
  'notes', json((
    SELECT json_group_array(json_object(
      'id', c.id,
      'text', c.text,
      'visibility', c.visibility,
      'created_by', c.created_by,
      'created_at', c.created_at
    ))
    FROM order_notes AS c
    WHERE c.order_id = b.id
  )),
  'reservations', json((
    SELECT json_group_array(json_object(
      'id', c.id,
      'line_id', c.line_id,
      'product_id', c.product_id,
      'location_id', c.location_id,
      'quantity', c.quantity,
      'status', c.status,
      'created_at', c.created_at,
      'ended_at', c.ended_at,
      'fulfillment_id', c.fulfillment_id
    ))
    FROM reservations AS c
    WHERE c.order_id = b.id
  ))
)
FROM orders AS o
JOIN orders_before AS b ON b.id = o.id
ORDER BY o.n;

INSERT INTO line_figures (
  order_n, position, sku, title, quantity, gross_total, tax_total, order_created_at
)
SELECT
  o.n, ROW_NUMBER() OVER (PARTITION BY o.n ORDER BY l.position, l.id), l.sku, l.title, l.quantity,
  l.gross_total, l.tax_total, o.created_at
FROM orders AS o
JOIN order_lines AS l ON l.order_id = o.id
ORDER BY 1, 2;

INSERT INTO payment_references (provider, provider_txn_id, order_n, transaction_id)
SELECT t.provider, t.provider_txn_id, o.n, t.id
FROM payment_transactions AS t
JOIN orders AS o ON o.id = t.order_id
WHERE t.provider_txn_id IS NOT NULL
ORDER BY 1, 2;

INSERT INTO movements (
  id, product_n, location_n, kind, on_hand_delta, reserved_delta, order_n, reason, actor, created_at
)
SELECT
  m.id, p.n, l.n, m.kind, m.on_hand_delta, m.reserved_delta, o.n, m.reason, m.actor, m.created_at
FROM stock_movements AS m
JOIN products AS p ON p.id = m.product_id
JOIN locations AS l ON l.id = m.location_id
LEFT JOIN orders AS o ON o.id = m.order_id
ORDER BY m.id;

ALTER TABLE order_tags RENAME TO order_tags_before;

CREATE TABLE order_tags (
  tag TEXT NOT NULL,
  order_created_at BIGINT NOT NULL,
  order_n BIGINT NOT NULL,
  PRIMARY KEY (tag, order_created_at, order_n)
) WITHOUT ROWID;

INSERT INTO order_tags (tag, order_created_at, order_n)
SELECT t.tag, o.created_at, o.n
FROM order_tags_before AS t
JOIN orders AS o ON o.id = t.order_id
ORDER BY 1, 2, 3;


DROP TABLE order_tags_before;
DROP TABLE credit_lines;
DROP TABLE credits;
DROP TABLE payment_transactions;
DROP TABLE payments;
DROP TABLE fulfillments;
DROP TABLE returns;
DROP TABLE order_notes;
DROP TABLE order_lines;
DROP TABLE reservations;
DROP TABLE stock_movements;
DROP TABLE order_search;
DROP TABLE order_words;
DROP TABLE orders_before;

-- Ties of a sort are broken by n: an index of SQLite ends with it by itself.
CREATE UNIQUE INDEX orders_number ON orders (number) WHERE number IS NOT NULL;
CREATE INDEX orders_by_number ON orders (number_seq);
CREATE INDEX orders_by_created ON orders (created_at);
CREATE INDEX orders_by_placed ON orders (sort_at, created_at);
CREATE INDEX orders_by_total ON orders (total, created_at);
-- Imports may bring an order with a time of its creation after the one at which it was placed.
CREATE INDEX orders_backdated ON orders (created_at) WHERE created_at > sort_at;
CREATE INDEX orders_by_status ON orders (status, created_at);
CREATE INDEX orders_by_display ON orders (display_status, created_at);
CREATE INDEX orders_by_payment ON orders (payment_status, created_at);
CREATE INDEX orders_by_fulfillment ON orders (fulfillment_status, created_at);
CREATE INDEX orders_by_source ON orders (source, created_at);
CREATE INDEX orders_by_customer ON orders (customer_id, created_at) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_by_email ON orders (email, created_at) WHERE email IS NOT NULL;
CREATE INDEX orders_attention ON orders (created_at) WHERE attention = 1;
CREATE INDEX orders_held ON orders (created_at) WHERE on_hold = 1;
CREATE INDEX orders_returning ON orders (return_status, created_at) WHERE return_status <> 'none';
CREATE INDEX orders_archived ON orders (created_at) WHERE archived_at IS NOT NULL;
CREATE INDEX orders_by_external_source ON orders (external_source, created_at)
  WHERE external_source IS NOT NULL;
CREATE UNIQUE INDEX orders_external ON orders (external_id, external_source)
  WHERE external_id IS NOT NULL;
-- NULL differs from NULL: an external id without a source is one of its own kind.
CREATE UNIQUE INDEX orders_external_alone ON orders (external_id)
  WHERE external_source IS NULL AND external_id IS NOT NULL;
CREATE UNIQUE INDEX orders_tracking ON orders (tracking_token) WHERE tracking_token IS NOT NULL;
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX orders_pending ON orders (pending_since) WHERE pending_since IS NOT NULL;
CREATE INDEX orders_to_render ON orders (n) WHERE format < 1;

CREATE INDEX line_figures_by_sku ON line_figures (LOWER(sku), order_created_at, order_n)
  WHERE sku IS NOT NULL;
CREATE INDEX credit_figures_by_day ON credit_figures (counts_at);
CREATE INDEX movements_by_product ON movements (product_n);
CREATE INDEX movements_by_order ON movements (order_n) WHERE order_n IS NOT NULL;

-- The index of words, fed from the log; its rows have the n of their orders. The prefixes of a word are words of
-- their own: to merge all words of a common one took 0.2 s of a million orders.
CREATE VIRTUAL TABLE order_search USING fts5 (
  words,
  content = '',
  contentless_delete = 1,
  tokenize = 'ascii',
  detail = 'none',
  prefix = '1 2 3 4 5'
);

-- Batches are small, so that commands do not wait for them: more of them are merged at a time than by default, in
-- half the time of a million orders.
INSERT INTO order_search (order_search, rank)
VALUES ('automerge', 16), ('crisismerge', 32);

-- By which rules the words of the index were made, and up to which `n` it is built; NULL: all orders of the log up
-- to the cursor of its consumer. It is built at the next start (modules/orders/store/search-index.ts).
CREATE TABLE search_index (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  word_rules SMALLINT NOT NULL,
  built_to BIGINT,
  -- 1: words of erased orders are still in old parts of the index; 2: these are being rewritten.
  purging SMALLINT NOT NULL DEFAULT 0
);

INSERT INTO search_index (one, word_rules, built_to)
SELECT 1, 3, CASE WHEN EXISTS (SELECT 1 FROM orders) THEN 0 END;

INSERT INTO consumers (name, seq)
SELECT 'search', COALESCE(MAX(seq), 0)
FROM events;

-- Views for SQL users, whose SQLite may be older than orderd's: 3.42 has `unixepoch` of milliseconds, 3.38 has
-- all that is used here. Times are epoch milliseconds, as they are in the columns of tables.

CREATE VIEW order_lines AS
SELECT
  l.value ->> 'id' AS id,
  o.id AS order_id,
  o.created_at AS order_created_at,
  l.value ->> 'position' AS position,
  l.value ->> 'kind' AS kind,
  l.value ->> 'product_id' AS product_id,
  l.value ->> 'sku' AS sku,
  l.value ->> 'title' AS title,
  l.value -> 'attributes' AS attributes,
  l.value ->> 'unit_price' AS unit_price,
  COALESCE(d.internal -> 'lines' -> (l.value ->> 'id') ->> 'price_source', 'catalog') AS price_source,
  l.value ->> 'quantity' AS quantity,
  l.value ->> 'tax_rate_ppm' AS tax_rate_ppm,
  d.internal -> 'lines' -> (l.value ->> 'id') ->> 'tax_source' AS tax_source,
  l.value ->> 'discount_total' AS discount_total,
  l.value ->> 'tax_total' AS tax_total,
  l.value ->> 'net_total' AS net_total,
  l.value ->> 'gross_total' AS gross_total,
  l.value ->> 'requires_shipping' AS requires_shipping,
  l.value ->> 'qty_cancelled' AS qty_cancelled,
  l.value ->> 'qty_shipped' AS qty_shipped,
  l.value ->> 'qty_delivered' AS qty_delivered,
  l.value ->> 'qty_return_requested' AS qty_return_requested,
  l.value ->> 'qty_returned' AS qty_returned,
  l.value ->> 'qty_refunded' AS qty_refunded,
  l.value -> 'settled' AS settled
FROM orders AS o
JOIN order_documents AS d ON d.n = o.n
JOIN json_each(d.rest, '$.lines') AS l;

CREATE VIEW payments AS
SELECT
  p.value ->> 'id' AS id,
  o.id AS order_id,
  p.value ->> 'provider' AS provider,
  p.value ->> 'provider_ref' AS provider_ref,
  p.value ->> 'method' AS method,
  p.value ->> 'authorized' AS authorized,
  p.value ->> 'captured' AS captured,
  p.value ->> 'refunded' AS refunded,
  p.value ->> 'voided' AS voided,
  CAST(ROUND((julianday(p.value ->> 'expires_at') - 2440587.5) * 86400000) AS BIGINT) AS expires_at,
  CAST(ROUND((julianday(p.value ->> 'created_at') - 2440587.5) * 86400000) AS BIGINT) AS created_at
FROM orders AS o
JOIN order_documents AS d ON d.n = o.n
JOIN json_each(d.rest, '$.payments') AS p;

CREATE VIEW payment_transactions AS
SELECT
  t.value ->> 'id' AS id,
  o.id AS order_id,
  p.value ->> 'id' AS payment_id,
  t.value ->> 'kind' AS kind,
  t.value ->> 'amount' AS amount,
  t.value ->> 'status' AS status,
  p.value ->> 'provider' AS provider,
  t.value ->> 'provider_txn_id' AS provider_txn_id,
  COALESCE(t.value ->> 'reopens_due', 0) AS reopens_due,
  t.value ->> 'credit_tax' AS credit_tax,
  t.value ->> 'reason' AS reason,
  t.value ->> 'error' AS error,
  CAST(ROUND((julianday(t.value ->> 'created_at') - 2440587.5) * 86400000) AS BIGINT) AS created_at,
  CAST(ROUND((julianday(t.value ->> 'resolved_at') - 2440587.5) * 86400000) AS BIGINT) AS resolved_at
FROM orders AS o
JOIN order_documents AS d ON d.n = o.n
JOIN json_each(d.rest, '$.payments') AS p
JOIN json_each(p.value, '$.transactions') AS t;

CREATE VIEW credits AS
SELECT
  c.value ->> 'id' AS id,
  o.id AS order_id,
  c.value ->> 'amount' AS amount,
  c.value ->> 'tax' AS tax,
  c.value ->> 'shipping' AS shipping,
  c.value ->> 'fees' AS fees,
  c.value ->> 'reason' AS reason,
  c.value ->> 'ref' AS ref,
  CAST(ROUND((julianday(c.value ->> 'created_at') - 2440587.5) * 86400000) AS BIGINT) AS created_at,
  COALESCE(d.internal -> 'counts_at' ->> (c.value ->> 'id'), CAST(ROUND((julianday(c.value ->> 'created_at') - 2440587.5) * 86400000) AS BIGINT)) AS counts_at
FROM orders AS o
JOIN order_documents AS d ON d.n = o.n
JOIN json_each(d.rest, '$.credits') AS c;

CREATE VIEW credit_lines AS
SELECT
  (c.value ->> 'id') || ':' || (l.value ->> 'line_id') AS id,
  o.id AS order_id,
  c.value ->> 'id' AS credit_id,
  l.value ->> 'line_id' AS line_id,
  l.value ->> 'quantity' AS quantity,
  l.value ->> 'amount' AS amount,
  l.value ->> 'tax' AS tax
FROM orders AS o
JOIN order_documents AS d ON d.n = o.n
JOIN json_each(d.rest, '$.credits') AS c
JOIN json_each(c.value, '$.lines') AS l;

CREATE VIEW fulfillments AS
SELECT
  f.value ->> 'id' AS id,
  o.id AS order_id,
  f.value ->> 'number' AS number,
  f.value ->> 'location_id' AS location_id,
  f.value ->> 'status' AS status,
  f.value ->> 'carrier' AS carrier,
  f.value -> 'tracking' AS tracking,
  f.value -> 'lines' AS lines,
  CAST(ROUND((julianday(f.value ->> 'created_at') - 2440587.5) * 86400000) AS BIGINT) AS created_at,
  CAST(ROUND((julianday(f.value ->> 'packed_at') - 2440587.5) * 86400000) AS BIGINT) AS packed_at,
  CAST(ROUND((julianday(f.value ->> 'shipped_at') - 2440587.5) * 86400000) AS BIGINT) AS shipped_at,
  CAST(ROUND((julianday(f.value ->> 'delivered_at') - 2440587.5) * 86400000) AS BIGINT) AS delivered_at,
  CAST(ROUND((julianday(f.value ->> 'cancelled_at') - 2440587.5) * 86400000) AS BIGINT) AS cancelled_at
FROM orders AS o
JOIN order_documents AS d ON d.n = o.n
JOIN json_each(d.rest, '$.fulfillments') AS f;

CREATE VIEW returns AS
SELECT
  r.value ->> 'id' AS id,
  o.id AS order_id,
  r.value ->> 'number' AS number,
  r.value ->> 'status' AS status,
  r.value ->> 'reason' AS reason,
  r.value -> 'lines' AS lines,
  r.value ->> 'location_id' AS location_id,
  r.value ->> 'exchange_order_id' AS exchange_order_id,
  CAST(ROUND((julianday(r.value ->> 'created_at') - 2440587.5) * 86400000) AS BIGINT) AS created_at,
  CAST(ROUND((julianday(r.value ->> 'updated_at') - 2440587.5) * 86400000) AS BIGINT) AS updated_at
FROM orders AS o
JOIN order_documents AS d ON d.n = o.n
JOIN json_each(d.rest, '$.returns') AS r;

CREATE VIEW order_notes AS
SELECT
  m.value ->> 'id' AS id,
  o.id AS order_id,
  m.value ->> 'text' AS text,
  m.value ->> 'visibility' AS visibility,
  m.value -> 'created_by' AS created_by,
  CAST(ROUND((julianday(m.value ->> 'created_at') - 2440587.5) * 86400000) AS BIGINT) AS created_at
FROM orders AS o
JOIN order_documents AS d ON d.n = o.n
JOIN json_each(d.rest, '$.notes') AS m;

CREATE VIEW reservations AS
SELECT
  o.id || ':' || r.key AS id,
  o.id AS order_id,
  r.value ->> 0 AS line_id,
  r.value ->> 1 AS product_id,
  r.value ->> 2 AS location_id,
  r.value ->> 3 AS quantity,
  COALESCE(r.value ->> 5, 'active') AS status,
  r.value ->> 4 AS created_at,
  r.value ->> 6 AS ended_at,
  r.value ->> 7 AS fulfillment_id
FROM orders AS o
JOIN order_documents AS d ON d.n = o.n
JOIN json_each(d.internal, '$.reservations') AS r;

CREATE VIEW stock_movements AS
SELECT
  m.id,
  p.id AS product_id,
  l.id AS location_id,
  m.kind,
  m.on_hand_delta,
  m.reserved_delta,
  o.id AS order_id,
  m.reason,
  m.actor,
  m.created_at
FROM movements AS m
JOIN products AS p ON p.n = m.product_n
JOIN locations AS l ON l.n = m.location_n
LEFT JOIN orders AS o ON o.n = m.order_n;
