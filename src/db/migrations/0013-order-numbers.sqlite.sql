-- The one writer of SQLite queues anyway, so order numbers always come from the counter here.

SELECT 1;
