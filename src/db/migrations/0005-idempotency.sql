-- The answer to a write, kept in the transaction of the write: the same key finds it again, also
-- after a crash or on another node. status is 0 while the claim's own transaction runs.

CREATE TABLE idempotency (
  caller TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL,
  etag TEXT,
  location TEXT,
  secret SMALLINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (caller, key)
);

CREATE INDEX idempotency_by_created ON idempotency (created_at);
