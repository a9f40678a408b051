-- Orders and what hangs on them. Statuses and totals are derived in the domain and stored, so that
-- lists read columns. What is never asked for on its own (discounts, tax lines, addresses) is JSON.
-- Payments and credits are tables of their own: append-only, with the provider's reference unique.

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  number TEXT,
  -- 0 until placed: a column that sorts is never NULL.
  number_seq BIGINT NOT NULL DEFAULT 0,
  customer_id TEXT REFERENCES customers (id),
  email TEXT,
  phone TEXT,
  currency TEXT NOT NULL,
  exponent SMALLINT NOT NULL,
  prices_include_tax SMALLINT NOT NULL CHECK (prices_include_tax IN (0, 1)),
  tax_rounding TEXT NOT NULL CHECK (tax_rounding IN ('line', 'total')),
  status TEXT NOT NULL CHECK (
    status IN ('draft', 'pending', 'confirmed', 'completed', 'cancelled', 'expired')
  ),
  payment_status TEXT NOT NULL,
  fulfillment_status TEXT NOT NULL,
  return_status TEXT NOT NULL,
  display_status TEXT NOT NULL,
  on_hold SMALLINT NOT NULL CHECK (on_hold IN (0, 1)),
  hold_reason TEXT,
  hold_left_ms BIGINT,
  attention SMALLINT NOT NULL CHECK (attention IN (0, 1)),
  attention_reason TEXT,
  billing_address TEXT,
  shipping_address TEXT,
  subtotal BIGINT NOT NULL CHECK (subtotal >= 0),
  discount_total BIGINT NOT NULL CHECK (discount_total >= 0),
  shipping_total BIGINT NOT NULL CHECK (shipping_total >= 0),
  fee_total BIGINT NOT NULL CHECK (fee_total >= 0),
  tax_total BIGINT NOT NULL CHECK (tax_total >= 0),
  total BIGINT NOT NULL CHECK (total >= 0),
  credit_total BIGINT NOT NULL CHECK (credit_total BETWEEN 0 AND total),
  authorized_total BIGINT NOT NULL CHECK (authorized_total >= 0),
  captured_total BIGINT NOT NULL CHECK (captured_total >= 0),
  refunded_total BIGINT NOT NULL CHECK (refunded_total BETWEEN 0 AND captured_total),
  due_total BIGINT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('api', 'dashboard', 'import', 'exchange')),
  external_source TEXT,
  external_id TEXT,
  origin_order_id TEXT,
  customer_note TEXT,
  tags TEXT NOT NULL,
  metadata TEXT NOT NULL,
  tracking_token TEXT NOT NULL UNIQUE,
  placed_at BIGINT,
  confirmed_at BIGINT,
  completed_at BIGINT,
  cancelled_at BIGINT,
  cancel_reason TEXT,
  expires_at BIGINT,
  archived_at BIGINT,
  version BIGINT NOT NULL CHECK (version > 0),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- placed_at, or created_at until it is placed.
  sort_at BIGINT NOT NULL,
  shipping TEXT NOT NULL,
  fees TEXT NOT NULL,
  discounts TEXT NOT NULL,
  tax_lines TEXT NOT NULL,
  -- Which of the tables below have rows of this order, a bit each (modules/orders/store.ts).
  parts BIGINT NOT NULL
);

CREATE UNIQUE INDEX orders_external ON orders (external_source, external_id)
  WHERE external_id IS NOT NULL;
CREATE INDEX orders_by_number ON orders (number_seq, id);
CREATE UNIQUE INDEX orders_number ON orders (number) WHERE number IS NOT NULL;
CREATE INDEX orders_by_created ON orders (created_at, id);
CREATE INDEX orders_by_placed ON orders (sort_at, id);
CREATE INDEX orders_by_total ON orders (total, id);
CREATE INDEX orders_by_status ON orders (status, created_at, id);
CREATE INDEX orders_by_display ON orders (display_status, created_at, id);
CREATE INDEX orders_by_payment ON orders (payment_status, created_at, id);
CREATE INDEX orders_by_fulfillment ON orders (fulfillment_status, created_at, id);
CREATE INDEX orders_by_customer ON orders (customer_id, created_at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_by_email ON orders (email, created_at, id) WHERE email IS NOT NULL;
CREATE INDEX orders_attention ON orders (created_at, id) WHERE attention = 1;
CREATE INDEX orders_held ON orders (created_at, id) WHERE on_hold = 1;
CREATE INDEX orders_returning ON orders (return_status, created_at, id) WHERE return_status <> 'none';
CREATE INDEX orders_archived ON orders (created_at, id) WHERE archived_at IS NOT NULL;
-- The sweeper's own: only what can expire.
CREATE INDEX orders_to_expire ON orders (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE order_lines (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('product', 'custom')),
  product_id TEXT,
  sku TEXT,
  title TEXT NOT NULL,
  attributes TEXT NOT NULL,
  unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
  price_source TEXT NOT NULL CHECK (price_source IN ('catalog', 'manual')),
  quantity BIGINT NOT NULL CHECK (quantity >= 0),
  tax_rate_ppm BIGINT NOT NULL CHECK (tax_rate_ppm >= 0),
  discount_total BIGINT NOT NULL CHECK (discount_total >= 0),
  tax_total BIGINT NOT NULL CHECK (tax_total >= 0),
  net_total BIGINT NOT NULL CHECK (net_total >= 0),
  gross_total BIGINT NOT NULL,
  requires_shipping SMALLINT NOT NULL CHECK (requires_shipping IN (0, 1)),
  qty_cancelled BIGINT NOT NULL CHECK (qty_cancelled BETWEEN 0 AND quantity),
  qty_shipped BIGINT NOT NULL CHECK (qty_shipped BETWEEN 0 AND quantity - qty_cancelled),
  qty_delivered BIGINT NOT NULL CHECK (qty_delivered BETWEEN 0 AND qty_shipped),
  qty_return_requested BIGINT NOT NULL CHECK (qty_return_requested >= 0),
  qty_returned BIGINT NOT NULL CHECK (qty_returned >= 0),
  qty_refunded BIGINT NOT NULL CHECK (qty_refunded BETWEEN 0 AND quantity),
  CHECK (gross_total = net_total + tax_total),
  CHECK (qty_returned + qty_return_requested <= qty_shipped)
);

CREATE INDEX order_lines_by_order ON order_lines (order_id, position);
CREATE INDEX order_lines_by_sku ON order_lines (sku, order_id) WHERE sku IS NOT NULL;
CREATE INDEX order_lines_by_product ON order_lines (product_id) WHERE product_id IS NOT NULL;

CREATE TABLE order_tags (
  tag TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  PRIMARY KEY (tag, order_id)
);

CREATE INDEX order_tags_by_order ON order_tags (order_id);

CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  provider TEXT NOT NULL,
  provider_ref TEXT,
  method TEXT,
  authorized BIGINT NOT NULL CHECK (authorized >= 0),
  captured BIGINT NOT NULL CHECK (captured >= 0),
  refunded BIGINT NOT NULL CHECK (refunded BETWEEN 0 AND captured),
  voided BIGINT NOT NULL CHECK (voided BETWEEN 0 AND authorized),
  expires_at BIGINT,
  created_at BIGINT NOT NULL
);

CREATE INDEX payments_by_order ON payments (order_id, created_at, id);
CREATE INDEX payments_to_expire ON payments (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE payment_transactions (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  payment_id TEXT NOT NULL REFERENCES payments (id),
  kind TEXT NOT NULL CHECK (
    kind IN ('authorize', 'capture', 'sale', 'void', 'refund', 'chargeback', 'chargeback_reversal')
  ),
  amount BIGINT NOT NULL CHECK (amount > 0),
  status TEXT NOT NULL CHECK (status IN ('pending', 'success', 'failure')),
  provider TEXT NOT NULL,
  provider_txn_id TEXT,
  reopens_due SMALLINT NOT NULL DEFAULT 0 CHECK (reopens_due IN (0, 1)),
  reason TEXT,
  error TEXT,
  created_at BIGINT NOT NULL,
  resolved_at BIGINT,
  UNIQUE (provider, provider_txn_id)
);

CREATE INDEX payment_transactions_by_order ON payment_transactions (order_id, created_at, id);
CREATE INDEX payment_transactions_pending ON payment_transactions (created_at)
  WHERE status = 'pending';

CREATE TABLE credits (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL CHECK (
    reason IN ('return', 'cancel', 'goodwill', 'expire', 'expire_reversal')
  ),
  ref TEXT,
  created_at BIGINT NOT NULL
);

CREATE INDEX credits_by_order ON credits (order_id, created_at, id);

CREATE TABLE fulfillments (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  number BIGINT NOT NULL,
  location_id TEXT,
  status TEXT NOT NULL CHECK (status IN ('pending', 'packed', 'shipped', 'delivered', 'cancelled')),
  carrier TEXT,
  tracking TEXT NOT NULL,
  lines TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  packed_at BIGINT,
  shipped_at BIGINT,
  delivered_at BIGINT,
  cancelled_at BIGINT,
  UNIQUE (order_id, number)
);

CREATE TABLE returns (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  number BIGINT NOT NULL,
  status TEXT NOT NULL CHECK (
    status IN ('requested', 'approved', 'received', 'closed', 'rejected', 'cancelled')
  ),
  reason TEXT,
  lines TEXT NOT NULL,
  location_id TEXT,
  exchange_order_id TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (order_id, number)
);

CREATE TABLE order_notes (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  text TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('internal', 'customer')),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX order_notes_by_order ON order_notes (order_id, created_at, id);
