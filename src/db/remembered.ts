// Entities of rows that each command reads and that change rarely: settings, products, shipping methods. They are
// remembered until a statement writes to their table, and read each time where other processes may write.

import type { Sql } from './port.ts'

/** Remembered entities of one reader; the next one after these forgets them. */
const MOST = 10_000

/**
 * A reader of entities by their keys, from rows of one table. `load` reads those that are not remembered; a key
 * without an entity is absent, and is read each time. Entities are shared: their users may not change them.
 */
export function remembered<T>(
  table: string,
  load: (sql: Sql, keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): (sql: Sql, keys: readonly string[]) => Promise<ReadonlyMap<string, T>> {
  const memories = new WeakMap<object, { version: number; entities: Map<string, T> }>()

  return async (sql, keys) => {
    const { tableVersions } = sql
    if (tableVersions === undefined) return load(sql, keys)
    const version = tableVersions.of(table)
    let memory = memories.get(tableVersions)
    if (memory?.version !== version || memory.entities.size > MOST) {
      memory = { version, entities: new Map() }
      memories.set(tableVersions, memory)
    }
    const { entities } = memory
    const missing = keys.filter((key) => !entities.has(key))
    if (missing.length > 0) {
      for (const [key, entity] of await load(sql, missing)) entities.set(key, entity)
    }
    const found = new Map<string, T>()
    for (const key of keys) {
      const entity = entities.get(key)
      if (entity !== undefined) found.set(key, entity)
    }
    return found
  }
}
