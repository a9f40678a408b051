-- What orders are found by. orderd makes the words itself (lib/words.ts), so that both engines find
-- the same; the vector only keeps which word stands where. `n` rises with the entry of orders.

CREATE TABLE order_words (
  n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE REFERENCES orders (id) ON DELETE CASCADE,
  words TEXT NOT NULL,
  vector TSVECTOR GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
);

CREATE INDEX order_words_by_vector ON order_words USING GIN (vector);
