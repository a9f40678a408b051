-- How far each named reader of the log has come (events/consumer.ts). Its place moves in the
-- transaction of what it made of the events, so nothing is taken twice and nothing is lost.

CREATE TABLE consumers (
  name TEXT PRIMARY KEY,
  seq BIGINT NOT NULL
);
