-- Staff join a guest's order to a customer. The customer's account does not see it.

ALTER TABLE orders ADD COLUMN customer_joined SMALLINT NOT NULL DEFAULT 0
  CHECK (customer_joined IN (0, 1));
