-- Tax as a shop needs it: classes of goods for rates by destination, shipping that is taxed like the goods,
-- and who pays none. A line whose price was set by hand may still take its rate from the catalog.

ALTER TABLE products ADD COLUMN tax_class TEXT;

ALTER TABLE shipping_methods ADD COLUMN tax_mode TEXT NOT NULL DEFAULT 'own'
  CHECK (tax_mode IN ('own', 'goods'));

ALTER TABLE customers ADD COLUMN tax_status TEXT NOT NULL DEFAULT 'taxable'
  CHECK (tax_status IN ('taxable', 'exempt', 'reverse_charge'));
ALTER TABLE customers ADD COLUMN vat_id TEXT;

ALTER TABLE orders ADD COLUMN tax_status TEXT NOT NULL DEFAULT 'taxable'
  CHECK (tax_status IN ('taxable', 'exempt', 'reverse_charge'));

ALTER TABLE order_lines ADD COLUMN tax_source TEXT CHECK (tax_source IN ('catalog'));
