-- Every filter of the list of orders finds its page in an index, newest first, however many orders it
-- matches (modules/orders/filter.ts). Tags and skus stand in tables of their own, so the order's time
-- stands beside them. An external id is found without its source too. Movements are listed by id, which
-- rises as they are made.

ALTER TABLE order_tags ADD COLUMN order_created_at BIGINT NOT NULL DEFAULT 0;

UPDATE order_tags
SET order_created_at = (SELECT o.created_at FROM orders o WHERE o.id = order_id);

CREATE INDEX order_tags_newest ON order_tags (tag, order_created_at, order_id);

ALTER TABLE order_lines ADD COLUMN order_created_at BIGINT NOT NULL DEFAULT 0;

UPDATE order_lines
SET order_created_at = (SELECT o.created_at FROM orders o WHERE o.id = order_id);

DROP INDEX order_lines_by_sku;
CREATE INDEX order_lines_by_sku ON order_lines (sku, order_created_at, order_id)
  WHERE sku IS NOT NULL;

DROP INDEX orders_external;
CREATE UNIQUE INDEX orders_external ON orders (external_id, external_source)
  WHERE external_id IS NOT NULL;
CREATE INDEX orders_by_source ON orders (source, created_at, id);
CREATE INDEX orders_by_external_source ON orders (external_source, created_at, id)
  WHERE external_source IS NOT NULL;

DROP INDEX stock_movements_by_product;
DROP INDEX stock_movements_by_created;
CREATE INDEX stock_movements_by_product ON stock_movements (product_id, id);
CREATE INDEX stock_movements_by_order ON stock_movements (order_id, id) WHERE order_id IS NOT NULL;
