-- As orders_by_placed_day, for long spans: their whole blocks of 32 days are walked as one.

CREATE INDEX orders_by_placed_block ON orders ((sort_at / 2764800000), created_at, n)
  WHERE created_at <> sort_at;
