-- What orders are found by. orderd makes the words itself (lib/words.ts), so that both engines find
-- the same; FTS5 only keeps which word stands where. `n` rises with the entry of orders, and results
-- come in its order. It is a key of its own because VACUUM may renumber rowids.

CREATE TABLE order_words (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id TEXT NOT NULL UNIQUE REFERENCES orders (id) ON DELETE CASCADE,
  words TEXT NOT NULL
);

CREATE VIRTUAL TABLE order_search USING fts5 (
  words,
  content = 'order_words',
  content_rowid = 'n',
  tokenize = "unicode61 remove_diacritics 0",
  detail = 'none',
  columnsize = 0
);

CREATE TRIGGER order_words_inserted AFTER INSERT ON order_words BEGIN
  INSERT INTO order_search (rowid, words) VALUES (new.n, new.words);
END;

CREATE TRIGGER order_words_deleted AFTER DELETE ON order_words BEGIN
  INSERT INTO order_search (order_search, rowid, words) VALUES ('delete', old.n, old.words);
END;

CREATE TRIGGER order_words_updated AFTER UPDATE ON order_words BEGIN
  INSERT INTO order_search (order_search, rowid, words) VALUES ('delete', old.n, old.words);
  INSERT INTO order_search (rowid, words) VALUES (new.n, new.words);
END;
