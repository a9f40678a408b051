import { expect, test } from 'bun:test'
import { testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

eachDatabase((database) => {
  test('somebody registers, signs in and reads their own account', async () => {
    const { api } = await testApp(await database.open())
    const registered = await api.post('/users', {
      name: 'Jane Doe',
      email: 'Jane@Example.com',
      password: 'securepassword',
    })
    expect(registered.status).toBe(201)
    const account = {
      id: 1,
      name: 'Jane Doe',
      email: 'jane@example.com',
      is_admin: false,
      role: 'user',
      created_at: '2026-11-22T12:00:00.000Z',
    }
    expect(registered.body).toEqual(account)
    const form = await api.send('POST', '/users/login', {
      body: new URLSearchParams({ username: 'JANE@example.com', password: 'securepassword' }),
    })
    expect(form.status).toBe(200)
    expect(form.body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 900,
      refresh_token: expect.any(String),
    })
    const me = await api.get('/users/me', { as: form.body.access_token })
    expect(me.body).toEqual(account)
  })
})
