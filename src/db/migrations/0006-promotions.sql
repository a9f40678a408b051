-- Codes that take something off, and ways to ship. A coupon's uses are counted by conditional updates
-- only: the last use goes to one order.

CREATE TABLE coupons (
  id TEXT PRIMARY KEY,
  -- As people type it; `code_key` is the same in lower case.
  code TEXT NOT NULL,
  code_key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('percent', 'fixed')),
  rate_ppm BIGINT CHECK (rate_ppm BETWEEN 0 AND 1000000),
  amount BIGINT CHECK (amount >= 0),
  scope TEXT NOT NULL CHECK (scope IN ('order', 'line', 'shipping')),
  starts_at BIGINT,
  ends_at BIGINT,
  usage_limit BIGINT CHECK (usage_limit > 0),
  used BIGINT NOT NULL DEFAULT 0 CHECK (used >= 0),
  minimum BIGINT CHECK (minimum >= 0),
  currency TEXT,
  active SMALLINT NOT NULL CHECK (active IN (0, 1)),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CHECK (usage_limit IS NULL OR used <= usage_limit),
  CHECK ((kind = 'percent' AND rate_ppm IS NOT NULL AND amount IS NULL)
    OR (kind = 'fixed' AND amount IS NOT NULL AND rate_ppm IS NULL))
);

CREATE INDEX coupons_by_created ON coupons (created_at, id);

CREATE TABLE shipping_methods (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  code_key TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  price BIGINT NOT NULL CHECK (price >= 0),
  tax_rate_ppm BIGINT NOT NULL DEFAULT 0 CHECK (tax_rate_ppm >= 0),
  free_from BIGINT CHECK (free_from >= 0),
  -- A list of countries as JSON; NULL ships everywhere.
  countries TEXT,
  active SMALLINT NOT NULL CHECK (active IN (0, 1)),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE INDEX shipping_methods_by_created ON shipping_methods (created_at, id);
