-- A refresh token that two windows use at the same time has one successor: it is derived from the used
-- token, which is in no database, and this salt, so that a repeated request gets it again. The salt is
-- erased when the successor is used.

ALTER TABLE refresh_tokens ADD COLUMN successor_salt TEXT;
