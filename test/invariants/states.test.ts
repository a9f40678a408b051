// T1, T2, T4, T5: every state of an order x every command, through HTTP. A cell says where the order
// is afterwards, `=` for a no-op (200, the same version), or how it is refused; what is refused leaves
// the order as it was and tells nothing.

import { describe, expect, test } from 'bun:test'
import { ORDER_STATUSES } from '#domain/order.ts'
import { deleteOrder } from '#modules/orders/commands.ts'
import { expireReservations } from '#workers/reservations.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'

type Status = (typeof ORDER_STATUSES)[number]
const bad = 'bad_transition'

/** In the order of ORDER_STATUSES: draft, pending, confirmed, completed, cancelled, expired. */
const TABLE: Record<string, readonly [body: object, cells: readonly string[]]> = {
  place: [{}, ['pending', '=', '=', bad, bad, bad]],
  confirm: [{}, [bad, 'confirmed', '=', bad, bad, bad]],
  complete: [{}, [bad, bad, bad, '=', bad, bad]],
  reopen: [{}, [bad, bad, '=', 'confirmed', bad, bad]],
  hold: [{}, [bad, 'pending', 'confirmed', bad, bad, bad]],
  release: [{}, [bad, '=', '=', bad, bad, bad]],
  cancel: [{ refund: 'all' }, [bad, 'cancelled', 'cancelled', bad, '=', bad]],
  resolve: [{}, ['=', '=', '=', '=', '=', '=']],
  archive: [{}, ['draft', 'pending', 'confirmed', 'completed', 'cancelled', 'expired']],
  unarchive: [{}, ['=', '=', '=', '=', '=', '=']],
  notes: [{ text: 'x' }, ['draft', 'pending', 'confirmed', 'completed', 'cancelled', 'expired']],
  payments: [
    { kind: 'sale', amount: 2_000 },
    [bad, 'confirmed', 'confirmed', 'completed', 'cancelled', 'confirmed'],
  ],
  fulfillments: [{}, [bad, bad, 'confirmed', bad, bad, bad]],
  returns: [{ lines: [] }, [bad, bad, 'quantity_exceeded', 'completed', bad, bad]],
  edits: [
    { ops: [{ op: 'add_fee', title: 'Wrap', amount: 100 }] },
    ['draft', 'pending', 'confirmed', 'confirmed', bad, bad],
  ],
}

const MAKE: Record<Status, (editor: Editor) => Promise<{ id: string }>> = {
  draft: (editor) => editor.order({ ...DEFAULT, draft: true }),
  pending: (editor) => editor.order(DEFAULT),
  confirmed: (editor) => pendingThen(editor, ['confirm', {}]),
  completed: (editor) =>
    pendingThen(editor, ['payments', { kind: 'sale' }], ['fulfillments', { ship: true }]),
  cancelled: (editor) => pendingThen(editor, ['cancel', {}]),
  async expired(editor) {
    const order = await editor.order(DEFAULT)
    await editor.later(60 * 60_000)
    await expireReservations({ read: editor.db.read, execute: editor.execute }, editor.clock.now())
    return order
  },
}

const DEFAULT = { lines: [{ sku: 'A', quantity: 2 }] }

async function pendingThen(editor: Editor, ...steps: [string, object][]): Promise<{ id: string }> {
  const order = await editor.order(DEFAULT)
  for (const [step, body] of steps) await editor.post(`/orders/${order.id}/${step}`, body)
  return order
}

eachDatabase((database) => {
  // What a state allows does not depend on the engine; one of them walks them all.
  const statuses = database.name === 'sqlite' ? ORDER_STATUSES : (['completed'] as const)

  describe('every command', () => {
    for (const status of statuses) {
      test(`on an order that is ${status}`, async () => {
        const editor = await openEditor(await database.open())
        await editor.product({ sku: 'A', on_hand: 1_000 })
        const column = ORDER_STATUSES.indexOf(status)
        const walked: Record<string, string> = {}
        for (const [command, [body]] of Object.entries(TABLE)) {
          const { id } = await MAKE[status](editor)
          const before = (await editor.get(`/orders/${id}`)).body
          expect(before.status).toBe(status)
          await editor.news(id)
          const lines = [{ line_id: before.lines[0].id, quantity: 1 }]
          const args = command === 'returns' ? { lines } : body
          const answer = await editor.post(`/orders/${id}/${command}`, args)
          const after = (await editor.get(`/orders/${id}`)).body
          const news = await editor.news(id)
          const isDone = answer.status < 300
          walked[command] = isDone
            ? after.version === before.version
              ? '='
              : after.status
            : answer.body.code
          // Whatever is not a step leaves the order as it was and tells nothing.
          if (after.version === before.version) expect([after, news]).toEqual([before, []])
          else expect([after.version, news.length > 0]).toEqual([before.version + 1, true])
        }
        const cells = Object.entries(TABLE).map(([command, [, cells]]) => [command, cells[column]])
        expect(walked).toEqual(Object.fromEntries(cells))
      })
    }
  })

  test('an order that was deleted is gone for every command', async () => {
    const editor = await openEditor(await database.open())
    await editor.product({ sku: 'A' })
    const { id } = await MAKE.draft(editor)
    const as = (await editor.customer()).as
    expect((await editor.api.delete(`/orders/${id}`, { as })).status).toBe(404)
    const erased = await editor.execute(
      deleteOrder,
      { id },
      { caller: { kind: 'operator' }, requestId: 'test' },
    )
    expect(erased.status).toBe(204)
    for (const [command, [body]] of Object.entries(TABLE)) {
      const args = command === 'returns' ? { lines: [LINE] } : body
      const { status } = await editor.post(`/orders/${id}/${command}`, args)
      expect([command, status]).toEqual([command, 404])
    }
  })
})

const LINE = { line_id: `lin_${'0'.repeat(26)}`, quantity: 1 }
