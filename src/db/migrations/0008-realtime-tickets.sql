-- A ticket opens one socket or stream, once, on any node: for browsers, which cannot send a header
-- with a WebSocket. Kept as SHA-256 only. `caller` is who it stands for, as JSON; `authorized_until`
-- is the end of the token it was asked for with.

CREATE TABLE realtime_tickets (
  hash TEXT PRIMARY KEY,
  caller TEXT NOT NULL,
  authorized_until BIGINT,
  expires_at BIGINT NOT NULL
);

CREATE INDEX realtime_tickets_by_expiry ON realtime_tickets (expires_at);
