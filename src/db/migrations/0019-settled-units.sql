-- Refunded units keep their share of every discount and of the tax when an edit shares both again:
-- JSON {quantity, tax, discounts: [{discount_id, amount}]}, NULL where no edit has followed a refund.
ALTER TABLE order_lines ADD COLUMN settled TEXT;
