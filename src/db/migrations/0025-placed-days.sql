-- Orders that were not placed at the time of their creation (imported ones, drafts), by the UTC day of placing: a
-- list of a span of days, newest created first, takes its page from the days of the span
-- (modules/orders/store/placed-days.ts). An order that is placed as it comes in has no entry.

CREATE INDEX orders_by_placed_day ON orders ((sort_at / 86400000), created_at, n)
  WHERE created_at <> sort_at;
