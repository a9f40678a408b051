// The commands by their keys, under which the thread that writes finds them. A name is no key: two commands of
// one name differ in who may call them.

import type { Command } from './command.ts'

export interface Commands {
  /** Throws for a command that is not in the list, which is a bug. */
  keyOf(command: object): string
  get(key: string): Command
}

const isCommand = (value: unknown): value is Command =>
  typeof value === 'object' && value !== null && 'run' in value && 'args' in value

/** The commands among the exports of modules: `orders.placeOrder` is the key of the export placeOrder of orders. */
export function commandsOf(modules: Readonly<Record<string, object>>): Commands {
  const byKey = new Map<string, Command>()
  const keys = new Map<object, string>()
  for (const [module, exports] of Object.entries(modules)) {
    for (const [name, value] of Object.entries(exports)) {
      if (!isCommand(value)) continue
      byKey.set(`${module}.${name}`, value)
      keys.set(value, `${module}.${name}`)
    }
  }
  return {
    keyOf(command) {
      const key = keys.get(command)
      if (key === undefined) throw new Error('a command is missing in src/command-list.ts')
      return key
    },
    get(key) {
      const command = byKey.get(key)
      if (command === undefined) throw new Error(`there is no command ${key}`)
      return command
    },
  }
}
