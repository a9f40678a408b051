// Entities of rows that each command reads: settings, products, stock levels. They are remembered until a
// statement writes to one of their tables, and are read each time where other processes may write.

import type { Sql } from './port.ts'

/** Remembered entities of one reader; the next one after these forgets them. */
const MOST = 10_000

export interface Remembered<T> {
  /** The entities of the keys. A key without one is absent, and is read each time. */
  load(sql: Sql, keys: readonly string[]): Promise<ReadonlyMap<string, T>>
  /** Runs a write that makes these entities of theirs and changes no other: they are remembered instead. */
  replace(sql: Sql, entities: ReadonlyMap<string, T>, write: () => Promise<void>): Promise<void>
}

interface Memory<T> {
  version: number
  entities: Map<string, T>
}

/**
 * A reader of entities by their keys, from rows of these tables; `load` reads those that are not remembered.
 * Entities are shared: their users may not change them.
 */
export function remembered<T>(
  tables: readonly string[],
  load: Remembered<T>['load'],
): Remembered<T> {
  const memories = new WeakMap<object, Memory<T>>()

  const versionOf = ({ of }: NonNullable<Sql['tableVersions']>): number => {
    let version = 0
    for (const table of tables) version += of(table)
    return version
  }

  /** null where nothing can be remembered. */
  function memoryOf({ tableVersions }: Sql): Memory<T> | null {
    if (tableVersions === undefined) return null
    const version = versionOf(tableVersions)
    const known = memories.get(tableVersions)
    if (known?.version === version && known.entities.size <= MOST) return known
    const memory = { version, entities: new Map() }
    memories.set(tableVersions, memory)
    return memory
  }

  return {
    async load(sql, keys) {
      const memory = memoryOf(sql)
      if (memory === null) return load(sql, keys)
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
    },
    async replace(sql, entities, write) {
      const memory = memoryOf(sql)
      await write()
      if (memory === null || sql.tableVersions === undefined) return
      for (const [key, entity] of entities) memory.entities.set(key, entity)
      memory.version = versionOf(sql.tableVersions)
    },
  }
}
