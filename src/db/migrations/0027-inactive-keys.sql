-- A restore brings back API keys that were revoked or changed since the backup. They open nothing until an
-- admin confirms them; the reason is what the comparison with the replaced database found.

ALTER TABLE api_keys ADD COLUMN inactive_at BIGINT;
ALTER TABLE api_keys ADD COLUMN inactive_reason TEXT
  CHECK (inactive_reason IN ('revoked', 'changed', 'unknown'));
