// Entities that the writer remembers: read once, and never after their rows have changed.

import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import type { Db, Tx } from '#db/port.ts'
import { remembered } from '#db/remembered.ts'
import { eachDatabase } from '../helpers/databases.ts'

const save = (tx: Tx, name: string, value: string) =>
  tx.run(
    `INSERT INTO settings (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [name, value],
  )

/** A reader of settings that counts its reads. */
function reader() {
  const read: string[] = []
  const { load, replace } = remembered<string>(['settings'], async (sql, names) => {
    const found = new Map<string, string>()
    for (const name of names) {
      read.push(name)
      const row = await sql.get<{ value: string }>('SELECT value FROM settings WHERE name = $1', [
        name,
      ])
      if (row !== null) found.set(name, row.value)
    }
    return found
  })
  const get = (db: Db, name: string) =>
    db.write(async (tx) => (await load(tx, [name])).get(name) ?? null)
  return { read, load, replace, get }
}

eachDatabase((database) => {
  const timesRead = database.name === 'sqlite' ? 1 : 3

  test('an entity is read again only where its table or another process may have changed it', async () => {
    const db = await database.open()
    const { read, get } = reader()
    await db.write((tx) => save(tx, 'a', 'one'))
    for (let i = 0; i < 3; i++) expect(await get(db, 'a')).toBe('one')
    expect(read).toHaveLength(timesRead)
    await db.write((tx) => save(tx, 'a', 'two'))
    expect(await get(db, 'a')).toBe('two')
    await db.write((tx) => tx.run('DELETE FROM settings WHERE name = $1', ['a']))
    expect(await get(db, 'a')).toBeNull()
  })

  test('several keys are asked for together, and those that are remembered are not', async () => {
    const db = await database.open()
    const { read, load } = reader()
    await db.write(async (tx) => {
      await save(tx, 'a', 'one')
      await save(tx, 'b', 'two')
      expect([...(await load(tx, ['a']))]).toEqual([['a', 'one']])
      expect([...(await load(tx, ['b', 'absent', 'a']))]).toEqual([
        ['b', 'two'],
        ['a', 'one'],
      ])
    })
    expect(read.slice(0, 3)).toEqual(['a', 'b', 'absent'])
  })

  test('a change that is rolled back is not remembered', async () => {
    const db = await database.open()
    const { load, get } = reader()
    await db.write((tx) => save(tx, 'a', 'one'))
    const refused = (work: (tx: Tx) => Promise<void>) =>
      db.write(async (tx) => {
        await work(tx)
        throw new Error('refused')
      })
    const change = async (tx: Tx) => {
      await save(tx, 'a', 'two')
      expect((await load(tx, ['a'])).get('a')).toBe('two')
    }
    // Alone, and beside others in one batch.
    await expect(refused(change)).rejects.toThrow('refused')
    expect(await get(db, 'a')).toBe('one')
    const [, seen] = await Promise.all([
      expect(refused(change)).rejects.toThrow('refused'),
      get(db, 'a'),
    ])
    expect(seen).toBe('one')
    expect(await get(db, 'a')).toBe('one')
  })

  test('what a write makes of an entity is remembered instead, and so are the others', async () => {
    const db = await database.open()
    const { read, load, replace, get } = reader()
    await db.write(async (tx) => {
      await save(tx, 'a', 'one')
      await save(tx, 'b', 'two')
      await load(tx, ['a', 'b'])
      await replace(tx, new Map([['a', 'three']]), async () => void (await save(tx, 'a', 'three')))
    })
    expect([await get(db, 'a'), await get(db, 'b')]).toEqual(['three', 'two'])
    expect(read).toHaveLength(database.name === 'sqlite' ? 2 : 4)
  })

  test('each database has its own', async () => {
    const { get } = reader()
    const [first, second] = [await database.open(), await database.open()]
    await first.write((tx) => save(tx, 'a', 'one'))
    await second.write((tx) => save(tx, 'a', 'two'))
    expect([await get(first, 'a'), await get(second, 'a')]).toEqual(['one', 'two'])
  })

  if (database.name === 'sqlite') {
    test('a commit of another program is noticed', async () => {
      const db = await database.open()
      const { get } = reader()
      await db.write((tx) => save(tx, 'a', 'one'))
      expect(await get(db, 'a')).toBe('one')
      const other = new Database(db.file ?? '', { readwrite: true })
      other.run(`UPDATE settings SET value = 'two' WHERE name = 'a'`)
      other.close()
      expect(await get(db, 'a')).toBe('two')
    })
  }
})
