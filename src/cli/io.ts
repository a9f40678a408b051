// What a command may use of the world besides its arguments, given to it by main.ts, so that a test
// or another command can stand in for a terminal.

export interface Io {
  env: Readonly<Record<string, string | undefined>>
  out(text: string): void
  err(text: string): void
  /** Does a person watch standard error? */
  isTerminal: boolean
  readStdin(): Promise<string>
}

export const line = (text = ''): string => `${text}\n`

/** For --json: one object, a line of its own. */
export const jsonLine = (value: unknown): string => line(JSON.stringify(value))
