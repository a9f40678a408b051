// dist/orderd, the whole server in one executable for this machine. Identifiers are never minified:
// Elysia generates code from the source of functions. The binary must not read .env or bunfig.toml
// of the directory it is started in.

import { join } from 'node:path'

const root = join(import.meta.dir, '..')

/** From the environment where there is no repository to ask (a container build). */
function commit(): string {
  if (process.env.GIT_COMMIT) return process.env.GIT_COMMIT
  const git = Bun.spawnSync(['git', 'rev-parse', '--short=12', 'HEAD'], { cwd: root })
  return git.success ? git.stdout.toString().trim() : 'unknown'
}

await Bun.build({
  entrypoints: [join(root, 'src/main.ts')],
  root,
  compile: {
    outfile: join(root, 'dist/orderd'),
    autoloadDotenv: false,
    autoloadBunfig: false,
  },
  target: 'bun',
  format: 'esm',
  minify: { whitespace: true, syntax: true, identifiers: false },
  bytecode: true,
  sourcemap: 'linked',
  define: {
    'process.env.NODE_ENV': '"production"',
    ORDERD_COMMIT: JSON.stringify(commit()),
  },
})

const { size } = Bun.file(join(root, 'dist/orderd'))
console.log(`dist/orderd, ${Math.round(size / 1e6)} MB, commit ${commit()}`)
