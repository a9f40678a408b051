-- The one log. On SQLite there is one writer, so the row's own key is the dense sequence.
-- `body` is the event as everybody sees it, without seq and cursor; `prior` holds the summary
-- fields as they were before the transaction, which is what a filtered subscription is judged by.

CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  at BIGINT NOT NULL,
  order_id TEXT,
  customer_id TEXT,
  staff_only SMALLINT NOT NULL DEFAULT 0,
  imported SMALLINT NOT NULL DEFAULT 0,
  prior TEXT,
  body TEXT NOT NULL
);

CREATE INDEX events_by_order ON events (order_id, seq) WHERE order_id IS NOT NULL;

CREATE TABLE feed (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  epoch TEXT NOT NULL,
  -- The oldest sequence one can resume after; retention moves it.
  oldest BIGINT NOT NULL
);
