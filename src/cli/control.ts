// The server's side of the control socket: the same application, on a socket file that only the
// account it runs under may open, so whoever speaks there is the operator.

import { chmodSync, rmSync } from 'node:fs'

/** What a socket's path may take on Linux; macOS takes a little less. */
const PATH_MAX_BYTES = 103

export interface ControlSocket {
  /** Lets what is under way end; with `now` it does not. */
  stop(now?: boolean): Promise<void>
}

/** null where the path is too long for a socket: commands then need the server stopped. */
export function openControlSocket(
  path: string,
  handle: (request: Request) => Promise<Response>,
): ControlSocket | null {
  if (Buffer.byteLength(path) > PATH_MAX_BYTES) return null
  // Of a process that was killed: we hold the directory.
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
