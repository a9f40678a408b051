-- A shipment can be undone: its movements have a kind of their own, and a reservation says with which
-- shipment its units left, so that they come back where they were.

ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_kind_check;

ALTER TABLE stock_movements ADD CONSTRAINT stock_movements_kind_check CHECK (
  kind IN (
    'receive', 'adjust', 'reserve', 'release', 'ship', 'unship', 'restock', 'write_off', 'transfer'
  )
);

ALTER TABLE reservations ADD COLUMN fulfillment_id TEXT;
