-- The words of search are made by new rules (lib/words.ts, WORD_RULES): each row says by which its own
-- were made, and those of older ones are made again before orderd serves.

ALTER TABLE order_words ADD COLUMN word_rules SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE customers ADD COLUMN word_rules SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE products ADD COLUMN word_rules SMALLINT NOT NULL DEFAULT 1;

CREATE INDEX order_words_old ON order_words (n) WHERE word_rules < 2;
CREATE INDEX customers_old_words ON customers (id) WHERE word_rules < 2;
CREATE INDEX products_old_words ON products (id) WHERE word_rules < 2;

-- A sku is asked for in any case.
DROP INDEX order_lines_by_sku;
CREATE INDEX order_lines_by_sku ON order_lines (LOWER(sku), order_created_at, order_id)
  WHERE sku IS NOT NULL;
CREATE INDEX products_by_sku ON products (LOWER(sku));
