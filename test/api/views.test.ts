import { beforeEach, expect, test } from 'bun:test'
import { readEvents } from '#events/log.ts'
import {
  type Answered,
  createAdmin,
  createEditor,
  type Person,
  type TestApp,
  testApp,
} from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

eachDatabase(({ open }) => {
  let shop: TestApp
  let admin: Person
  let ann: Person
  let bob: Person

  beforeEach(async () => {
    shop = await testApp(await open())
    admin = await createAdmin(shop)
    ann = await createEditor(shop)
    bob = await createEditor(shop)
  })

  const save = (person: Person, fields: object = {}): Promise<Answered> =>
    shop.api.post('/views', { name: 'To ship', ...fields }, { as: person.token })
  const get = (person: Person, path: string) => shop.api.get(path, { as: person.token })
  const patch = (person: Person, id: string, fields: object) =>
    shop.api.patch(`/views/${id}`, fields, { as: person.token })
  const names = async (person: Person) =>
    (await get(person, '/views')).body.items.map((view: { name: string }) => view.name)

  const viewEvents = async () => {
    await shop.tail.refresh()
    const all = await readEvents(shop.db.read, shop.tail.epoch, 0, 1_000)
    return all.map((event) => event.body()).filter(({ type }) => type.startsWith('view.'))
  }

  test('a view is kept as it was saved, and the list takes its filter as it is', async () => {
    const fields = {
      filter: { status: 'pending,confirmed', total_min: '1000', q: 'jane' },
      sort: '-total',
      columns: ['number', 'total'],
    }
    const { status, headers, body } = await save(ann, fields)
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`/views/${body.id}`)
    expect(body).toEqual({
      id: body.id,
      name: 'To ship',
      ...fields,
      shared: false,
      created_by: { type: 'user', id: ann.id },
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: '2026-11-22T12:00:00.000Z',
    })
    expect((await get(ann, `/views/${body.id}`)).body).toEqual(body)
    const query = new URLSearchParams({ ...body.filter, sort: body.sort })
    expect((await get(ann, `/orders?${query}`)).status).toBe(200)
  })

  test('values of other types become the words of an address', async () => {
    const filter = { status: ['pending', 'confirmed'], on_hold: false, total_max: 500 }
    expect((await save(ann, { filter })).body.filter).toEqual({
      status: 'pending,confirmed',
      on_hold: 'false',
      total_max: '500',
    })
  })

  test('a filter that no list would take is refused, everything wrong with it at once', async () => {
    const paths = async (fields: object) => {
      const { status, body } = await save(ann, fields)
      return [status, ...body.errors.map((e: { path: string }) => e.path).sort()]
    }
    const filter = { status: 'asleep', on_hold: 'maybe', created_from: 'soon' }
    expect(await paths({ filter })).toEqual([
      422,
      'filter.created_from',
      'filter.on_hold',
      'filter.status',
    ])
    expect(await paths({ filter: { colour: 'red' } })).toEqual([422, 'filter.colour'])
    expect(await paths({ sort: 'name' })).toEqual([422, 'sort'])
    expect(await paths({ name: '', owner: 'user:1' })).toEqual([422, 'name', 'owner'])
  })

  test('one sees own and shared views, and another one as if it were not there', async () => {
    const own = await save(ann, { name: 'Ann only' })
    await save(ann, { name: 'For all', shared: true })
    await save(bob, { name: 'Bob only' })
    expect(await names(ann)).toEqual(['Ann only', 'For all'])
    expect(await names(bob)).toEqual(['For all', 'Bob only'])
    expect(await names(admin)).toEqual(['For all'])
    const absent = await get(bob, '/views/viw_00000000000000000000000000')
    for (const answer of [
      await get(bob, `/views/${own.body.id}`),
      await patch(admin, own.body.id, { name: 'Mine' }),
      await shop.api.delete(`/views/${own.body.id}`, { as: bob.token }),
    ]) {
      expect(answer.status).toBe(404)
      expect({ ...answer.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' })
    }
  })

  test('a page ends where it should and the next one goes on', async () => {
    for (const name of ['1', '2', '3']) await save(ann, { name })
    const first = (await get(ann, '/views?limit=2')).body
    const second = (await get(ann, `/views?limit=2&cursor=${first.next_cursor}`)).body
    expect([...first.items, ...second.items].map((view) => view.name)).toEqual(['1', '2', '3'])
    expect(second.next_cursor).toBeNull()
    expect((await get(bob, `/views?cursor=${first.next_cursor}`)).status).toBe(400)
  })

  test('a shared view is changed by who made it or by an admin, and by nobody else', async () => {
    const { id } = (await save(ann, { shared: true })).body
    const refused = await patch(bob, id, { name: 'Mine now' })
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
    expect((await shop.api.delete(`/views/${id}`, { as: bob.token })).status).toBe(403)
    expect((await patch(ann, id, { filter: { on_hold: 'true' } })).body).toMatchObject({
      name: 'To ship',
      filter: { on_hold: 'true' },
    })
    expect((await patch(admin, id, { shared: false })).status).toBe(200)
    expect((await get(bob, `/views/${id}`)).status).toBe(404)
  })

  test('each change is told once, with what it was before; the same again is none', async () => {
    const { id } = (await save(ann, { sort: 'total' })).body
    await patch(ann, id, { name: 'Later', sort: null })
    await patch(ann, id, { name: 'Later' })
    expect((await shop.api.delete(`/views/${id}`, { as: ann.token })).status).toBe(204)
    expect((await get(ann, `/views/${id}`)).status).toBe(404)
    const events = await viewEvents()
    expect(events.map(({ type }) => type)).toEqual(['view.created', 'view.updated', 'view.deleted'])
    expect(events[1]).toMatchObject({
      view: { id, name: 'Later' },
      change: { name: ['To ship', 'Later'], sort: ['total', null] },
      actor: { type: 'user', id: ann.id },
    })
  })

  test('views are for staff', async () => {
    await shop.api.patch(`/users/${bob.id}`, { role: 'user' }, { as: admin.token })
    for (const answer of [await get(bob, '/views'), await save(bob)]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
    }
  })
})
