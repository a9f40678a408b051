-- Events and kept answers are stored packed (events/stored.ts, commands/idempotency.ts): zstd with a dictionary
-- takes an eighth of the text. Rows of before stay as they are and are read from `body`, which is '' in a
-- packed row.

ALTER TABLE events ADD COLUMN packed BYTEA;
ALTER TABLE idempotency ADD COLUMN packed BYTEA;
