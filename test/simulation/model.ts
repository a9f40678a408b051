// The model: what the shop has to have and hold, from the answers that its clients got. It knows no rule of orders.
// Requests whose answer is still open may have had their effect or not; each other one had it once.

import { expect } from 'bun:test'
import type { Order } from '#domain/order.ts'
import type { Wish } from './operations.ts'

export interface Operation extends Wish {
  n: number
  /** Its Idempotency-Key: it is repeated until an answer comes. */
  key: string
  token: string
  answer: { status: number; text: string } | null
}

export interface Model {
  begin(operation: Operation): void
  /** Its first answer. */
  accept(operation: Operation): void
  /** Throws where the state of the database is not what the answers say. */
  check(orders: readonly Order[], shelf: ReadonlyMap<string, number>): void
}

const MONEY = new Set(['sale', 'capture', 'resolve'])
const ADJUSTMENTS = new Set(['restock', 'more_cups', 'more_files'])

export function createModel(stocked: ReadonlyMap<string, number>): Model {
  const open = new Set<Operation>()
  const versions = new Map<string, number>()
  const deletions = new Set<string>()
  const captured = new Map<string, number>()
  /** The orders whose captures are all of clients: that of an exchange begins with one of the shop. */
  const created = new Set<string>()
  const notes = new Map<string, string>()
  const received = new Map(stocked)
  const resolved = new Set<string>()
  const add = (sums: Map<string, number>, key: string, more: number): void =>
    void sums.set(key, (sums.get(key) ?? 0) + more)

  /** The money that the shop took by a request that succeeded. */
  function taken({ name, order, path, body, chance }: Operation): number {
    const args = JSON.parse(body)
    if (name !== 'resolve') return chance.status === 'success' ? args.amount : 0
    const id = path.split('/')[4] ?? ''
    const transaction = order?.payments.flatMap((p) => p.transactions).find((t) => t.id === id)
    if (transaction === undefined || args.status !== 'success' || resolved.has(id)) return 0
    resolved.add(id)
    const isTaking = transaction.kind === 'sale' || transaction.kind === 'capture'
    return isTaking ? transaction.amount : 0
  }

  function acceptOrder(operation: Operation, answer: Record<string, unknown>): void {
    const { name, order } = operation
    const id = String(answer.id)
    const version = Number(answer.version)
    versions.set(id, Math.max(version, versions.get(id) ?? 0))
    if (name === 'create') {
      created.add(id)
      add(captured, id, Number(answer.captured_total))
    }
    if (order === null) return
    if (name === 'note') notes.set(JSON.parse(operation.body).text, id)
    if (MONEY.has(name)) add(captured, id, taken(operation))
  }

  function checkOrder(order: Order): void {
    const { id, version } = order
    expect(['acknowledged version', id, version]).toEqual([
      'acknowledged version',
      id,
      Math.max(version, versions.get(id) ?? 0),
    ])
    const sum = captured.get(id) ?? 0
    const isOpen = [...open].some((one) => one.order?.id === id && MONEY.has(one.name))
    if (created.has(id) && !isOpen)
      expect(['captured', id, order.captured_total]).toEqual(['captured', id, sum])
    const texts = order.notes.map(({ text }) => text)
    expect(['notes twice', texts]).toEqual(['notes twice', [...new Set(texts)]])
  }

  function checkShelf(orders: readonly Order[], shelf: ReadonlyMap<string, number>): void {
    if ([...open].some(({ name }) => ADJUSTMENTS.has(name))) return
    for (const [sku, sum] of received) {
      const lines = orders.flatMap((order) => order.lines.filter((line) => line.sku === sku))
      const ids = new Set(lines.map(({ id }) => id))
      const back = orders
        .flatMap((order) => order.returns.flatMap((one) => one.lines))
        .filter(({ line_id }) => ids.has(line_id))
        .reduce((total, { qty_restocked }) => total + qty_restocked, 0)
      const left = lines.reduce((total, { qty_shipped }) => total + qty_shipped, 0)
      expect(['on hand', sku, shelf.get(sku)]).toEqual(['on hand', sku, sum - left + back])
    }
  }

  return {
    begin(operation) {
      open.add(operation)
      if (operation.name === 'delete') deletions.add(operation.order?.id ?? '')
    },
    accept(operation) {
      open.delete(operation)
      const { answer, name } = operation
      if (answer === null || answer.status >= 300) return
      if (ADJUSTMENTS.has(name)) {
        const { sku, delta } = JSON.parse(operation.body)
        if (received.has(sku)) add(received, sku, delta)
        return
      }
      if (answer.text === '') return
      const body = JSON.parse(answer.text)
      if (String(body.id).startsWith('ord_')) acceptOrder(operation, body)
    },
    check(orders, shelf) {
      const stored = new Map(orders.map((order) => [order.id, order]))
      for (const order of orders) checkOrder(order)
      for (const id of versions.keys())
        if (!deletions.has(id))
          expect(['lost order', id, stored.has(id)]).toEqual(['lost order', id, true])
      for (const [text, id] of notes) {
        const texts = stored.get(id)?.notes.map((note) => note.text) ?? []
        if (!deletions.has(id)) expect([id, texts]).toEqual([id, expect.arrayContaining([text])])
      }
      checkShelf(orders, shelf)
    },
  }
}
