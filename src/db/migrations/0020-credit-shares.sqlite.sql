-- A credit has a share of the order's tax, and belongs to lines, shipping and fees; counts_at is the
-- time in whose day reports count it. Credits of before have no tax here: the next start gives them
-- their share, with what hangs on it (modules/orders/credit-shares.ts). An order's row has the gross
-- amounts of shipping and fees beside its total, so that reports add up columns.

ALTER TABLE credits ADD COLUMN tax BIGINT CHECK (tax >= 0);
ALTER TABLE credits ADD COLUMN shipping BIGINT;
ALTER TABLE credits ADD COLUMN fees BIGINT;
ALTER TABLE credits ADD COLUMN counts_at BIGINT;

CREATE INDEX credits_by_day ON credits (counts_at);
CREATE INDEX credits_without_share ON credits (order_id) WHERE tax IS NULL;

CREATE TABLE credit_lines (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  credit_id TEXT NOT NULL,
  line_id TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount >= 0),
  tax BIGINT NOT NULL CHECK (tax >= 0)
);

CREATE INDEX credit_lines_by_order ON credit_lines (order_id, id);
CREATE INDEX credit_lines_by_credit ON credit_lines (credit_id);

-- What of a refund's credit is tax, where its caller names it: a pending refund writes it later.
ALTER TABLE payment_transactions ADD COLUMN credit_tax BIGINT;

ALTER TABLE orders ADD COLUMN shipping_gross BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN fee_gross BIGINT NOT NULL DEFAULT 0;

UPDATE orders
SET shipping_gross = (
  SELECT COALESCE(SUM(
    json_extract(s.value, '$.price') - json_extract(s.value, '$.discount')
    + CASE WHEN prices_include_tax = 1 THEN 0 ELSE json_extract(s.value, '$.tax') END
  ), 0)
  FROM json_each(orders.shipping) AS s
)
WHERE shipping <> '[]';

UPDATE orders
SET fee_gross = (
  SELECT COALESCE(SUM(
    json_extract(f.value, '$.amount')
    + CASE WHEN prices_include_tax = 1 THEN 0 ELSE json_extract(f.value, '$.tax') END
  ), 0)
  FROM json_each(orders.fees) AS f
)
WHERE fees <> '[]';
