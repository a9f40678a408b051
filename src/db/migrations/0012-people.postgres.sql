-- Whose personal data an event holds, where it is not an order's: a customer's id, or user:<id>. With
-- both indexes all that the log tells of one person is found, to be given to them or to be erased.

ALTER TABLE events ADD COLUMN person TEXT;

UPDATE events SET person = body::json -> 'customer' ->> 'id' WHERE type LIKE 'customer.%';
UPDATE events SET person = 'user:' || (body::json -> 'user' ->> 'id') WHERE type LIKE 'user.%';
UPDATE events SET person = 'user:' || (body::json -> 'actor' ->> 'id')
WHERE type = 'export.created' AND body::json -> 'actor' ->> 'type' = 'user';

CREATE INDEX events_by_person ON events (person, id) WHERE person IS NOT NULL;
CREATE INDEX events_by_customer ON events (customer_id, id) WHERE customer_id IS NOT NULL;
