// The actions on several selected orders and how they are sent: in batches, with a result for each order.

import { type AnswerOf, type BodyOf, type Order, OrderdError } from '#client/index.ts'
import { adding, changeTags } from '#dashboard/lib/change-tags.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'

type Command = BodyOf<'POST /orders/bulk'>['command']
export type Result = AnswerOf<'POST /orders/bulk'>['results'][number]

export interface Action {
  command: Command
  texts: { label: string; submit: (orders: string) => string; description: string }
  tone?: 'stop'
  args?: object
  /** A text to enter first, and the request that it makes of each order. */
  input?: { label: string; send: (text: string, order: Order) => Promise<Order> }
}

const { bulk } = t.orders

export const ACTIONS: readonly Action[] = [
  { command: 'confirm', texts: bulk.confirm },
  { command: 'fulfillments', texts: bulk.ship, args: { ship: true } },
  { command: 'hold', texts: bulk.hold },
  { command: 'release', texts: bulk.release },
  { command: 'complete', texts: bulk.complete },
  {
    command: 'update',
    texts: bulk.tag,
    // One by one: the rows of the table may be old, and a tag set elsewhere would be lost.
    input: { label: bulk.tag.input, send: (tag, order) => changeTags(order, adding(tag)) },
  },
  { command: 'archive', texts: bulk.archive },
  { command: 'cancel', texts: bulk.cancel, args: { reason: 'staff' }, tone: 'stop' },
]

const BATCH = 25
/** Requests at once where each order has its own. */
const CONCURRENCY = 4
/** Above every status of a refusal, so that it sorts first. */
const NO_ANSWER = 599

export const batchSizeOf = ({ input }: Action): number =>
  input === undefined ? BATCH : CONCURRENCY

/** The result of each of the orders, also where the request failed. */
export async function send(
  { command, input, args = {} }: Action,
  orders: readonly Order[],
  text: string,
): Promise<Result[]> {
  if (input !== undefined) {
    return Promise.all(orders.map((order) => resultOf(order, input.send(text.trim(), order))))
  }
  const ids = orders.map(({ id }) => id)
  try {
    const { results } = await client.orders.bulk({ ids, command, args: { ...args } })
    if (command !== 'cancel') return results
    return await Promise.all(results.map(refundWhereNeeded))
  } catch (error) {
    return ids.map((id) => failure(id, error))
  }
}

async function resultOf({ id }: Order, answer: Promise<Order>): Promise<Result> {
  try {
    return { id, status: 200, order: await answer }
  } catch (error) {
    return failure(id, error)
  }
}

function failure(id: string, error: unknown): Result {
  const detail = error instanceof Error ? error.message : String(error)
  const status = error instanceof OrderdError && error.status > 0 ? error.status : NO_ANSWER
  return { id, status, error: { detail } }
}

/** A captured payment is recorded as refunded in full, as the dialog says. */
async function refundWhereNeeded(result: Result): Promise<Result> {
  if (result.error?.code !== 'refund_required') return result
  const { results } = await client.orders.bulk({
    ids: [result.id],
    command: 'cancel',
    args: { reason: 'staff', refund: 'all' },
  })
  return results[0] ?? result
}
