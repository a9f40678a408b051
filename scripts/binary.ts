// The build of orderd as one executable. Identifiers are never minified: Elysia generates code from the
// source of functions. The executable must not read .env or bunfig.toml of the directory it is
// started in, and holds no path or time of the machine that built it.

import { join } from 'node:path'
import { buildDashboard, DASHBOARD_DIR } from './dashboard.ts'

export const ROOT = join(import.meta.dir, '..')

/** The environment's value where there is no repository to ask (a container build). */
export function commit(): string {
  if (process.env.GIT_COMMIT) return process.env.GIT_COMMIT
  const git = Bun.spawnSync(['git', 'rev-parse', '--short=12', 'HEAD'], { cwd: ROOT })
  return git.success ? git.stdout.toString().trim() : 'unknown'
}

/** Once, however many executables are built. */
let dashboard: Promise<unknown> | null = null

/** Without a target, for this machine. */
export async function buildBinary(
  outfile: string,
  target?: Bun.Build.CompileTarget,
): Promise<void> {
  dashboard ??= buildDashboard()
  await dashboard
  await Bun.build({
    // A thread is loaded by its own name, so it is an entry point too.
    entrypoints: [
      join(ROOT, 'src/main.ts'),
      join(ROOT, 'src/writer.ts'),
      join(ROOT, 'src/db/backup/worker.ts'),
      join(ROOT, 'src/db/sqlite/long-reads-worker.ts'),
    ],
    root: ROOT,
    compile: {
      outfile,
      assets: [DASHBOARD_DIR],
      autoloadDotenv: false,
      autoloadBunfig: false,
      ...(target ? { target } : {}),
    },
    target: 'bun',
    // The threads share the chunks of the server, and a chunk is loaded when it is imported.
    splitting: true,
    format: 'esm',
    minify: { whitespace: true, syntax: true, identifiers: false },
    bytecode: true,
    sourcemap: 'linked',
    define: {
      'process.env.NODE_ENV': '"production"',
      ORDERD_COMMIT: JSON.stringify(commit()),
      // Bun writes the paths of this machine for them into packages that name them.
      __dirname: '"/"',
      __filename: '"/"',
    },
  })
}
