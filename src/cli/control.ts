// The server's side of the control socket: the same application on a socket file that only the account of
// the server may open, so that its requests are the operator's.

import { chmodSync, rmSync } from 'node:fs'

/** The limit of a socket's path on Linux; that of macOS is a little lower. */
const PATH_MAX_BYTES = 103

export interface ControlSocket {
  /** Lets running requests end, except with `now`. */
  stop(now?: boolean): Promise<void>
}

/** null where the path is too long for a socket: commands then need the server stopped. */
export function openControlSocket(
  path: string,
  handle: (request: Request) => Promise<Response>,
): ControlSocket | null {
  if (Buffer.byteLength(path) > PATH_MAX_BYTES) return null
  // A socket of a killed process: this one has the lock.
  rmSync(path, { force: true })
  // Bun takes an idleTimeout for a socket file too; its types do not know.
  const patience: object = { idleTimeout: 0 }
  const server = Bun.serve({
    unix: path,
    ...patience,
    // An import is as long as its file.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    fetch: (request) => handle(request),
  })
  chmodSync(path, 0o600)
  return {
    async stop(now = false) {
      rmSync(path, { force: true })
      await server.stop(now)
    },
  }
}
