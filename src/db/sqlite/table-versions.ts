// A number for each table that changes with every statement that writes to it and with every rollback, for
// entities that are remembered (db/remembered.ts). It belongs to the writer, the only connection that writes.

import type { TableVersions } from '#db/port.ts'

export interface WatchedTables extends TableVersions {
  /** Before a statement runs; `text` is its text. */
  notice(text: string): void
  /** Any row may have changed: a rollback, a script, another process. */
  changeAll(): void
}

/** Also names that are no table, and tables that are only read. */
const NAMES = /\b(?:INTO|UPDATE(?:\s+OR\s+\w+)?|FROM|JOIN)\s+(\w+)/gi

export function watchTables(): WatchedTables {
  const versions = new Map<string, number>()
  const tablesOf = new Map<string, readonly string[]>()
  let changes = 0

  return {
    of: (table) => (versions.get(table) ?? 0) + changes,
    notice(text) {
      if (text.startsWith('SELECT')) return
      if (text.startsWith('ROLLBACK')) {
        changes += 1
        return
      }
      let tables = tablesOf.get(text)
      if (tables === undefined) {
        tables = [...new Set(Array.from(text.matchAll(NAMES), ([, name = '']) => name))]
        if (tablesOf.size === 1_000) tablesOf.clear()
        tablesOf.set(text, tables)
      }
      for (const table of tables) versions.set(table, (versions.get(table) ?? 0) + 1)
    },
    changeAll() {
      changes += 1
    },
  }
}
