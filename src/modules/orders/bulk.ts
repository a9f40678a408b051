// Bulk runs one command on many orders, each in a transaction of its own and with a result of its own:
// a refusal of one leaves the others.

import type { Call, Command, Execute } from '#commands/command.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { isId } from '#lib/ids.ts'

/** The commands that may run in bulk, by the name that a request uses. */
export type BulkCommands = Readonly<Record<string, Command<{ id: string }>>>

export interface BulkRequest {
  ids: readonly string[]
  command: string
  args?: object
}

/** Commands under way at once: enough to share commits, few enough to leave room for other requests. */
const AT_ONCE = 50

/** The answer as JSON text `{results: [{id, status, order | error}]}`: each order is encoded already. */
export async function runBulk(
  execute: Execute,
  commands: BulkCommands,
  { ids, command: name, args = {} }: BulkRequest,
  call: Call,
): Promise<string> {
  const command = commands[name]
  if (command === undefined) throw new Error(`bulk command ${name} passed validation`)

  const runOne = async (id: string): Promise<string> => {
    const { idempotency } = call
    const own = idempotency && { ...idempotency, key: `${idempotency.key}:${id}` }
    try {
      if (!isId('ord', id)) throw notFound()
      const options = { ...call, expectedVersion: undefined, idempotency: own }
      const { status, text } = await execute(command, { ...args, id }, options)
      const order = text === '' ? '' : `,"order":${text}`
      return `{"id":${JSON.stringify(id)},"status":${status}${order}}`
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      const { status, code, message: detail, details } = error
      return JSON.stringify({ id, status, error: { ...details, status, code, detail } })
    }
  }

  const results: string[] = []
  const unique = [...new Set(ids)]
  for (let from = 0; from < unique.length; from += AT_ONCE) {
    results.push(...(await Promise.all(unique.slice(from, from + AT_ONCE).map(runOne))))
  }
  return `{"results":[${results.join(',')}]}`
}
