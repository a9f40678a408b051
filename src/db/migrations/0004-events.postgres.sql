-- The one log. On PostgreSQL commits are not ordered by any number taken before them, so a row comes
-- in without seq and the stamper numbers it after the commit (events/stamper). The rest is as on
-- SQLite: `body` is the event without seq and cursor, `prior` the summary before the transaction.

CREATE TABLE events (
  n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  seq BIGINT UNIQUE,
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

CREATE INDEX events_unnumbered ON events (n) WHERE seq IS NULL;
CREATE INDEX events_by_order ON events (order_id, seq) WHERE order_id IS NOT NULL;

CREATE TABLE feed (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  epoch TEXT NOT NULL,
  oldest BIGINT NOT NULL,
  top BIGINT NOT NULL DEFAULT 0
);
