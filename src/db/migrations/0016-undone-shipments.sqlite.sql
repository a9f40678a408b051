-- A shipment can be undone: its movements have a kind of their own, and a reservation says with which
-- shipment its units left, so that they come back where they were. SQLite changes no CHECK: the table is
-- made again, with its rows in their order and its indexes.

CREATE TABLE stock_movements_next (
  id TEXT PRIMARY KEY,
  product_id TEXT NOT NULL REFERENCES products (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  kind TEXT NOT NULL CHECK (
    kind IN (
      'receive', 'adjust', 'reserve', 'release', 'ship', 'unship', 'restock', 'write_off', 'transfer'
    )
  ),
  on_hand_delta BIGINT NOT NULL,
  reserved_delta BIGINT NOT NULL,
  order_id TEXT,
  reason TEXT,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

INSERT INTO stock_movements_next (
  id, product_id, location_id, kind, on_hand_delta, reserved_delta, order_id, reason, actor, created_at
)
SELECT
  id, product_id, location_id, kind, on_hand_delta, reserved_delta, order_id, reason, actor, created_at
FROM stock_movements
ORDER BY rowid;

DROP TABLE stock_movements;

ALTER TABLE stock_movements_next RENAME TO stock_movements;

CREATE INDEX stock_movements_by_product ON stock_movements (product_id, id);
CREATE INDEX stock_movements_by_order ON stock_movements (order_id, id) WHERE order_id IS NOT NULL;

ALTER TABLE reservations ADD COLUMN fulfillment_id TEXT;
