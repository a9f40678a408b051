-- Where order numbers come from in a shop that does without the gapless ones: whoever takes one here
-- waits for nobody. Either this or the counter is open; the closed one stands at nine quadrillion
-- (modules/orders/numbers.ts).

CREATE SEQUENCE order_numbers START WITH 9000000000000000;
