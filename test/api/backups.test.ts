// Backups over HTTP: made while writes go on, listed without where they lie, and refused where they
// are not ours to make.

import { expect, test } from 'bun:test'
import { dirname, join } from 'node:path'
import { type BackupDirectory, openBackupDirectory } from '#db/backup/backup-directory.ts'
import { verifyFile } from '#db/backup/verify.ts'
import { createAdmin, createEditor, type TestApp, testApp } from '../helpers/app.ts'
import { eachDatabase, type TestDatabase } from '../helpers/databases.ts'

interface Kept {
  app: TestApp
  shelf: BackupDirectory
  /** Where they lie. */
  backups: string
  token: string
}

eachDatabase(({ name, open, location }: TestDatabase) => {
  if (name === 'postgres') {
    test('on PostgreSQL its own tools are named, and nothing is listed', async () => {
      const app = await testApp(await open())
      const { token } = await createAdmin(app)
      const refused = await app.api.post('/backups', {}, { as: token })
      expect([refused.status, refused.body.code]).toEqual([409, 'not_supported'])
      expect(refused.body.detail).toContain('pg_dump')
      const { body } = await app.api.get('/backups', { as: token })
      expect(body).toMatchObject({ supported: false, schedule: null, items: [], next_cursor: null })
    })
    return
  }

  async function shop(env: Record<string, string> = {}): Promise<Kept> {
    const database = await location()
    const backups = join(dirname(database), 'backups')
    const shelf = openBackupDirectory({ database, backups })
    const app = await testApp(await open({ location: database }), { backups: shelf, env })
    return { app, shelf, backups, token: (await createAdmin(app)).token }
  }

  test('one is made now, whole, and stands in the list and in the audit log', async () => {
    const { app, shelf, backups, token } = await shop({
      ORDERD_BACKUP_SCHEDULE: '0 3 * * *',
      ORDERD_BACKUP_KEEP: '3',
    })
    const empty = await app.api.get('/backups', { as: token })
    expect(empty.body).toEqual({
      items: [],
      next_cursor: null,
      supported: true,
      schedule: '0 3 * * *',
      keep: 3,
      offsite: null,
    })
    const made = await app.api.post('/backups', {}, { as: token })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      name: 'orderd-20261122-120000000-manual.db',
      kind: 'manual',
      created_at: '2026-11-22T12:00:00.000Z',
      bytes: shelf.list()[0]?.bytes,
      is_offsite: false,
    })
    expect(verifyFile(join(backups, made.body.name)).rows.users).toBe(1)
    const listed = await app.api.get('/backups', { as: token })
    expect(listed.body.items).toEqual([made.body])
    expect(listed.text + made.text).not.toContain(dirname(backups))
    const { body } = await app.api.get('/events?before=now&type=backup.created', { as: token })
    expect(body.items).toMatchObject([
      { backup: { name: made.body.name, bytes: made.body.bytes }, actor: { type: 'user' } },
    ])
  })

  test('the list goes page by page, newest first, and each kind is told', async () => {
    const { app, shelf, token } = await shop()
    const { signal } = new AbortController()
    const noon = app.clock.now()
    await shelf.create('migration', noon - 2, signal)
    await shelf.create('scheduled', noon - 1, signal)
    await app.api.post('/backups', {}, { as: token })
    const kinds: string[] = []
    let cursor = ''
    do {
      const { body } = await app.api.get(`/backups?limit=1${cursor}`, { as: token })
      kinds.push(...body.items.map(({ kind }: { kind: string }) => kind))
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`
    } while (cursor !== '')
    expect(kinds).toEqual(['manual', 'scheduled', 'migration'])
    expect((await app.api.get('/backups?cursor=nonsense', { as: token })).status).toBe(400)
  })

  test('the same request twice is one backup, another key is another', async () => {
    const { app, shelf, token } = await shop()
    const post = (key: string) =>
      app.api.post('/backups', {}, { as: token, headers: { 'idempotency-key': key } })
    const first = await post('once')
    app.clock.advance(1_000)
    const again = await post('once')
    expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([first.text, 'true'])
    expect(shelf.list().map((backup) => backup.name)).toEqual([first.body.name])
    app.clock.advance(1_000)
    expect((await post('twice')).status).toBe(201)
    expect(shelf.list()).toHaveLength(2)
  })

  test('while one is being made a second is refused, and then made', async () => {
    const { app, shelf, token } = await shop()
    const [one, two] = await Promise.all([
      app.api.post('/backups', {}, { as: token }),
      app.api.post('/backups', {}, { as: token }),
    ])
    expect([one.status, two.status].sort()).toEqual([201, 409])
    expect(one.body.code ?? two.body.code).toBe('in_progress')
    app.clock.advance(1)
    expect((await app.api.post('/backups', {}, { as: token })).status).toBe(201)
    expect(shelf.list()).toHaveLength(2)
  })

  test('a server that stops gives it up, and leaves nothing', async () => {
    const { app, shelf, token } = await shop()
    const making = app.api.post('/backups', {}, { as: token })
    app.drain()
    const { status, body } = await making
    expect([status, body.code]).toEqual([503, 'unavailable'])
    expect(shelf.list()).toEqual([])
  })

  test('an editor neither sees nor makes any', async () => {
    const { app, shelf } = await shop()
    const { token } = await createEditor(app)
    expect((await app.api.get('/backups', { as: token })).body.code).toBe('admin_required')
    expect((await app.api.post('/backups', {}, { as: token })).body.code).toBe('admin_required')
    expect(shelf.list()).toEqual([])
  })
})
