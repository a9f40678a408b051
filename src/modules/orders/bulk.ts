// One command on many orders: each in a transaction of its own, each with a result of its own. A
// refusal of one says nothing about the others.

import type { Call, Command, Execute } from '#commands/command.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { isId } from '#lib/ids.ts'

/** The commands that one may run in bulk, by the name a request uses. */
// biome-ignore lint/suspicious/noExplicitAny: each checks its own arguments when it is executed
export type BulkCommands = Readonly<Record<string, Command<any>>>

export interface BulkRequest {
  ids: readonly string[]
  command: string
  args?: object
}

/** How many are under way at once: enough to share commits, few enough to leave room for others. */
const AT_ONCE = 50

/** The answer as JSON text: each order is already encoded. */
export async function runBulk(
  execute: Execute,
  commands: BulkCommands,
  { ids, command: name, args = {} }: BulkRequest,
  call: Call,
): Promise<string> {
  const command = commands[name]
  if (command === undefined) throw new Error(`bulk command ${name} passed validation`)
  const results: string[] = []
  const unique = [...new Set(ids)]
  for (let from = 0; from < unique.length; from += AT_ONCE) {
    const some = unique.slice(from, from + AT_ONCE)
    results.push(...(await Promise.all(some.map((id) => runOne(id)))))
  }
  return `{"results":[${results.join(',')}]}`

  async function runOne(id: string): Promise<string> {
    try {
      if (!isId('ord', id)) throw notFound()
      const { status, text } = await execute(
        command as Command<object>,
        { ...args, id },
        {
          ...call,
          expectedVersion: undefined,
          idempotency: call.idempotency && {
            ...call.idempotency,
            key: `${call.idempotency.key}:${id}`,
          },
        },
      )
      const order = text === '' ? '' : `,"order":${text}`
      return `{"id":${JSON.stringify(id)},"status":${status}${order}}`
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      const { status, code, message: detail, details } = error
      return JSON.stringify({ id, status, error: { ...details, status, code, detail } })
    }
  }
}
