-- Who is told of events by HTTP, what they are to be told and what came of it. A delivery stands for
-- one event and one endpoint; `subscription` is what the log last said of an endpoint, by which
-- events are matched in their order, whatever the row says by then (workers/webhooks.ts).

CREATE TABLE webhooks (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  description TEXT,
  enabled SMALLINT NOT NULL CHECK (enabled IN (0, 1)),
  account_events SMALLINT NOT NULL CHECK (account_events IN (0, 1)),
  -- Signing needs the secrets themselves; after a rotation both sign for a while.
  secret TEXT NOT NULL,
  previous_secret TEXT,
  previous_secret_expires_at BIGINT,
  failing_since BIGINT,
  disabled_reason TEXT CHECK (disabled_reason IN ('gone', 'failing')),
  subscription TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted SMALLINT NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1))
);

-- `event_seq` finds the body in the log; only a test has one of its own. While an attempt is under
-- way the row is claimed and `due_at` is when another worker may take it for lost.
CREATE TABLE webhook_deliveries (
  id TEXT PRIMARY KEY,
  webhook_id TEXT NOT NULL REFERENCES webhooks (id),
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  event_seq BIGINT,
  body TEXT,
  status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'dead')),
  attempts BIGINT NOT NULL DEFAULT 0,
  failures BIGINT NOT NULL DEFAULT 0,
  due_at BIGINT NOT NULL,
  claimed SMALLINT NOT NULL DEFAULT 0 CHECK (claimed IN (0, 1)),
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  CHECK ((event_seq IS NULL) <> (body IS NULL)),
  UNIQUE (webhook_id, event_seq)
);

CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, id)
  WHERE status = 'pending';
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (webhook_id, id) WHERE status = 'dead';

-- Written before the call goes out; without a result it is under way, or was cut off by a crash.
CREATE TABLE webhook_attempts (
  delivery_id TEXT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  n BIGINT NOT NULL,
  at BIGINT NOT NULL,
  status BIGINT,
  duration_ms BIGINT,
  error TEXT,
  response TEXT,
  PRIMARY KEY (delivery_id, n)
);

INSERT INTO consumers (name, seq)
SELECT 'webhooks', COALESCE(MAX(seq), 0) FROM events;
