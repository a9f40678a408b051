-- What orders are found by. orderd makes the words itself (lib/words.ts), so that both engines find
-- the same; FTS5 only keeps which word stands where. `n` rises with the entry of orders, and results
-- come in its order. It is a key of its own because VACUUM may renumber rowids.
--
-- FTS5 writes a segment at every savepoint, and merging one for each order took more than placing the
-- order did. So an order only leaves its words here, marked stale; the index takes many at once, each
-- second and before every search (modules/orders/search.ts).

CREATE TABLE order_words (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id TEXT NOT NULL UNIQUE REFERENCES orders (id) ON DELETE CASCADE,
  words TEXT NOT NULL,
  stale SMALLINT NOT NULL DEFAULT 1 CHECK (stale IN (0, 1))
);

CREATE INDEX order_words_stale ON order_words (n) WHERE stale = 1;

CREATE TRIGGER order_words_changed AFTER UPDATE OF words ON order_words BEGIN
  UPDATE order_words SET stale = 1 WHERE n = new.n;
END;

CREATE VIRTUAL TABLE order_search USING fts5 (
  words,
  content = '',
  contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 0",
  detail = 'none'
);
