// The migrations in their order, embedded in the binary. A released one is not edited: a later one corrects
// it. Versions have no gap: a database records the highest one it has.

import accounts from './migrations/0001-accounts.sql' with { type: 'text' }
import catalogue from './migrations/0002-catalogue.sql' with { type: 'text' }
import orders from './migrations/0003-orders.sql' with { type: 'text' }
import eventsPostgres from './migrations/0004-events.postgres.sql' with { type: 'text' }
import eventsSqlite from './migrations/0004-events.sqlite.sql' with { type: 'text' }
import idempotency from './migrations/0005-idempotency.sql' with { type: 'text' }
import promotions from './migrations/0006-promotions.sql' with { type: 'text' }
import consumers from './migrations/0007-consumers.sql' with { type: 'text' }
import realtimeTickets from './migrations/0008-realtime-tickets.sql' with { type: 'text' }
import searchPostgres from './migrations/0009-search.postgres.sql' with { type: 'text' }
import searchSqlite from './migrations/0009-search.sqlite.sql' with { type: 'text' }
import webhooks from './migrations/0010-webhooks.sql' with { type: 'text' }
import savedViews from './migrations/0011-saved-views.sql' with { type: 'text' }
import peoplePostgres from './migrations/0012-people.postgres.sql' with { type: 'text' }
import peopleSqlite from './migrations/0012-people.sqlite.sql' with { type: 'text' }
import orderNumbersPostgres from './migrations/0013-order-numbers.postgres.sql' with {
  type: 'text',
}
import orderNumbersSqlite from './migrations/0013-order-numbers.sqlite.sql' with { type: 'text' }
import externalIds from './migrations/0014-external-ids.sql' with { type: 'text' }
import listIndexes from './migrations/0015-list-indexes.sql' with { type: 'text' }
import undoneShipmentsPostgres from './migrations/0016-undone-shipments.postgres.sql' with {
  type: 'text',
}
import undoneShipmentsSqlite from './migrations/0016-undone-shipments.sqlite.sql' with {
  type: 'text',
}
import searchWordsPostgres from './migrations/0017-search-words.postgres.sql' with { type: 'text' }
import searchWordsSqlite from './migrations/0017-search-words.sqlite.sql' with { type: 'text' }
import refreshGrace from './migrations/0018-refresh-grace.sql' with { type: 'text' }
import settledUnits from './migrations/0019-settled-units.sql' with { type: 'text' }
import creditSharesPostgres from './migrations/0020-credit-shares.postgres.sql' with {
  type: 'text',
}
import creditSharesSqlite from './migrations/0020-credit-shares.sqlite.sql' with { type: 'text' }
import joinedOrders from './migrations/0021-joined-orders.sql' with { type: 'text' }
import taxes from './migrations/0022-taxes.sql' with { type: 'text' }
import packedTexts from './migrations/0023-packed-texts.sql' with { type: 'text' }
import orderDocumentsPostgres from './migrations/0024-order-documents.postgres.sql' with {
  type: 'text',
}
import orderDocumentsSqlite from './migrations/0024-order-documents.sqlite.sql' with {
  type: 'text',
}
import placedDays from './migrations/0025-placed-days.sql' with { type: 'text' }
import placedBlocks from './migrations/0026-placed-blocks.sql' with { type: 'text' }
import inactiveKeys from './migrations/0027-inactive-keys.sql' with { type: 'text' }
import type { SchemaText } from './port.ts'

export interface Migration {
  /** 1, 2, 3, ... */
  version: number
  /** The file's name without its number and extension. */
  name: string
  /** Its types are PostgreSQL's; sqlite/dialect.ts translates them. */
  sql: SchemaText
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'accounts', sql: accounts },
  { version: 2, name: 'catalogue', sql: catalogue },
  { version: 3, name: 'orders', sql: orders },
  { version: 4, name: 'events', sql: { sqlite: eventsSqlite, postgres: eventsPostgres } },
  { version: 5, name: 'idempotency', sql: idempotency },
  { version: 6, name: 'promotions', sql: promotions },
  { version: 7, name: 'consumers', sql: consumers },
  { version: 8, name: 'realtime-tickets', sql: realtimeTickets },
  { version: 9, name: 'search', sql: { sqlite: searchSqlite, postgres: searchPostgres } },
  { version: 10, name: 'webhooks', sql: webhooks },
  { version: 11, name: 'saved-views', sql: savedViews },
  { version: 12, name: 'people', sql: { sqlite: peopleSqlite, postgres: peoplePostgres } },
  {
    version: 13,
    name: 'order-numbers',
    sql: { sqlite: orderNumbersSqlite, postgres: orderNumbersPostgres },
  },
  { version: 14, name: 'external-ids', sql: externalIds },
  { version: 15, name: 'list-indexes', sql: listIndexes },
  {
    version: 16,
    name: 'undone-shipments',
    sql: { sqlite: undoneShipmentsSqlite, postgres: undoneShipmentsPostgres },
  },
  {
    version: 17,
    name: 'search-words',
    sql: { sqlite: searchWordsSqlite, postgres: searchWordsPostgres },
  },
  { version: 18, name: 'refresh-grace', sql: refreshGrace },
  { version: 19, name: 'settled-units', sql: settledUnits },
  {
    version: 20,
    name: 'credit-shares',
    sql: { sqlite: creditSharesSqlite, postgres: creditSharesPostgres },
  },
  { version: 21, name: 'joined-orders', sql: joinedOrders },
  { version: 22, name: 'taxes', sql: taxes },
  { version: 23, name: 'packed-texts', sql: packedTexts },
  {
    version: 24,
    name: 'order-documents',
    sql: { sqlite: orderDocumentsSqlite, postgres: orderDocumentsPostgres },
  },
  { version: 25, name: 'placed-days', sql: placedDays },
  { version: 26, name: 'placed-blocks', sql: placedBlocks },
  { version: 27, name: 'inactive-keys', sql: inactiveKeys },
]
