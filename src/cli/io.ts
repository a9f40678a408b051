// The environment of a command: variables, output and input. main.ts gives the process's, a test its own.

export interface Io {
  env: Readonly<Record<string, string | undefined>>
  out(text: string): void
  err(text: string): void
  /** True where standard error is a terminal. */
  isTerminal: boolean
  readStdin(): Promise<string>
}

export const line = (text = ''): string => `${text}\n`

/** For --json: one object, a line of its own. */
export const jsonLine = (value: unknown): string => line(JSON.stringify(value))
