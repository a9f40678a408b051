-- Whose personal data an event holds, where it is not an order's: a customer's id, or user:<id>. With
-- both indexes all that the log tells of one person is found, to be given to them or to be erased.

ALTER TABLE events ADD COLUMN person TEXT;

UPDATE events SET person = json_extract(body, '$.customer.id') WHERE type LIKE 'customer.%';
UPDATE events SET person = 'user:' || json_extract(body, '$.user.id') WHERE type LIKE 'user.%';
UPDATE events SET person = 'user:' || json_extract(body, '$.actor.id')
WHERE type = 'export.created' AND json_extract(body, '$.actor.type') = 'user';

CREATE INDEX events_by_person ON events (person, id) WHERE person IS NOT NULL;
CREATE INDEX events_by_customer ON events (customer_id, id) WHERE customer_id IS NOT NULL;
