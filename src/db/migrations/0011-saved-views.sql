-- Filters of order lists that somebody gave a name, for themselves or for all of the staff.

CREATE TABLE saved_views (
  id TEXT PRIMARY KEY,
  -- Whose it is: user:1, api_key:key_...
  owner TEXT NOT NULL,
  created_by TEXT NOT NULL,
  name TEXT NOT NULL,
  filter TEXT NOT NULL,
  sort TEXT,
  columns TEXT,
  shared SMALLINT NOT NULL CHECK (shared IN (0, 1)),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE INDEX saved_views_by_owner ON saved_views (owner, created_at, id);
CREATE INDEX saved_views_shared ON saved_views (created_at, id) WHERE shared = 1;
