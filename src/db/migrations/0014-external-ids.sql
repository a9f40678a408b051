-- An external id without a source is one of its own kind: NULL differs from NULL, so the index on both
-- let such an order in twice.

CREATE UNIQUE INDEX orders_external_alone ON orders (external_id)
  WHERE external_source IS NULL AND external_id IS NOT NULL;
