-- What is sold and where it lies. Stock levels are changed by conditional updates only; the CHECKs
-- stand behind them. Movements are append-only: a level is the fold of its movements.

CREATE TABLE products (
  id TEXT PRIMARY KEY,
  sku TEXT COLLATE "C" NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT,
  price BIGINT NOT NULL CHECK (price >= 0),
  currency TEXT NOT NULL,
  tax_rate_ppm BIGINT NOT NULL DEFAULT 0 CHECK (tax_rate_ppm >= 0),
  track_stock SMALLINT NOT NULL CHECK (track_stock IN (0, 1)),
  requires_shipping SMALLINT NOT NULL CHECK (requires_shipping IN (0, 1)),
  backorder_limit BIGINT NOT NULL DEFAULT 0 CHECK (backorder_limit >= 0),
  low_stock_at BIGINT CHECK (low_stock_at >= 0),
  active SMALLINT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  image_url TEXT,
  metadata TEXT NOT NULL DEFAULT '{}',
  -- The words of sku and title, each with a blank before it: ' mug 1 blue mug'.
  words TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE INDEX products_by_created ON products (created_at, id);

CREATE TABLE locations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  priority BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE stock_levels (
  product_id TEXT NOT NULL REFERENCES products (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  on_hand BIGINT NOT NULL DEFAULT 0,
  reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  safety BIGINT NOT NULL DEFAULT 0 CHECK (safety >= 0),
  -- An operator forced on_hand below what is promised; only then may it stay so.
  oversold SMALLINT NOT NULL DEFAULT 0 CHECK (oversold IN (0, 1)),
  -- Copied from the product at the first location, 0 elsewhere, so that the CHECK can see it.
  backorder_limit BIGINT NOT NULL DEFAULT 0 CHECK (backorder_limit >= 0),
  PRIMARY KEY (product_id, location_id),
  CHECK (on_hand >= 0),
  CHECK (oversold = 1 OR reserved <= on_hand + backorder_limit)
);

CREATE TABLE reservations (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  line_id TEXT NOT NULL,
  product_id TEXT NOT NULL REFERENCES products (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  status TEXT NOT NULL CHECK (status IN ('active', 'consumed', 'released')),
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);

CREATE INDEX reservations_by_order ON reservations (order_id);
CREATE INDEX reservations_active ON reservations (product_id, location_id) WHERE status = 'active';

CREATE TABLE stock_movements (
  id TEXT PRIMARY KEY,
  product_id TEXT NOT NULL REFERENCES products (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  kind TEXT NOT NULL CHECK (
    kind IN ('receive', 'adjust', 'reserve', 'release', 'ship', 'restock', 'write_off', 'transfer')
  ),
  on_hand_delta BIGINT NOT NULL,
  reserved_delta BIGINT NOT NULL,
  order_id TEXT,
  reason TEXT,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX stock_movements_by_product ON stock_movements (product_id, created_at, id);
CREATE INDEX stock_movements_by_created ON stock_movements (created_at, id);
