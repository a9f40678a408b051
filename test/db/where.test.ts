// The WHERE builder: its text, its parameters, and what both engines make of them.

import { describe, expect, test } from 'bun:test'
import { placeholderRows, placeholders } from '#db/placeholders.ts'
import { anyCase, createWhere, keyset, likeAny } from '#db/where.ts'
import { eachDatabase } from '../helpers/databases.ts'

describe('placeholders', () => {
  test('are numbered from the first', () => {
    expect(placeholders(['a', 'b', 'c'])).toBe('$1, $2, $3')
    expect(placeholders(['a', 'b'], 4)).toBe('$4, $5')
    expect(placeholderRows(2, 3, 2)).toBe('($2, $3, $4), ($5, $6, $7)')
  })
})

describe('where', () => {
  test('without conditions there is no clause', () => {
    const where = createWhere()
    expect(where.clause()).toBe('')
    expect(where.page({ by: ['id'], direction: 'ASC' }, { after: null, limit: 2 })).toBe(
      ' ORDER BY id ASC LIMIT $1',
    )
    expect(where.params).toEqual([2])
  })

  test('conditions are joined by AND, each ? gets the next parameter', () => {
    const where = createWhere()
    where.add('a = ?', 1)
    where.add('b IS NULL')
    where.add('c BETWEEN ? AND ?', 2, 3)
    where.add(`d IN (${where.bindAll(['x', 'y'])})`)
    expect(where.clause()).toBe(
      'WHERE a = $1 AND b IS NULL AND c BETWEEN $2 AND $3 AND d IN ($4, $5)',
    )
    expect(where.params).toEqual([1, 2, 3, 'x', 'y'])
  })

  test('a value without its ? is refused', () => {
    expect(() => createWhere().add('a = 1', 2)).toThrow('more values than ?')
  })
})

eachDatabase(({ open }) => {
  test('a list is filtered, and paged in both directions to its end', async () => {
    const db = await open()
    await db.write(async (tx) => {
      await tx.script('CREATE TABLE shelves (id TEXT PRIMARY KEY, at BIGINT, name TEXT)')
      const rows = ['a', 'b', 'c', 'd', 'e'].flatMap((id, i) => [id, Math.floor(i / 2), `S-${id}`])
      await tx.run(`INSERT INTO shelves (id, at, name) VALUES ${placeholderRows(5, 3)}`, rows)
    })
    const pages = async (direction: 'ASC' | 'DESC', filters: Parameters<typeof keyset>[0]) => {
      const found: string[][] = []
      let after: [number, string] | null = null
      for (;;) {
        const { tail, params } = keyset(
          filters,
          { by: ['at', 'id'], direction },
          { after, limit: 2 },
        )
        const rows: { at: number; id: string }[] = await db.read.all(
          `SELECT at, id FROM shelves ${tail}`,
          params,
        )
        const last = rows.at(-1)
        if (last === undefined) return found
        found.push(rows.map(({ id }) => id))
        after = [last.at, last.id]
      }
    }
    expect(await pages('ASC', [])).toEqual([['a', 'b'], ['c', 'd'], ['e']])
    expect(await pages('DESC', [])).toEqual([['e', 'd'], ['c', 'b'], ['a']])
    expect(await pages('ASC', [['at = ?', undefined]])).toHaveLength(3)
    expect(await pages('ASC', [['at = ?', 1]])).toEqual([['c', 'd']])
    expect(await pages('ASC', [anyCase('name', 's-B')])).toEqual([['b']])
    expect(await pages('ASC', [likeAny('name', ['S-a%', 'S-e%'])])).toEqual([['a', 'e']])
  })
})
