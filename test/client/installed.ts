// The client as somebody has it who installed it: built, in node_modules, in a directory of their own.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildClient } from '../../scripts/build-client.ts'

const ROOT = join(import.meta.dir, '../..')

export interface Installed {
  dir: string
  write(name: string, text: string): void
  /** What the compiler complains about; empty is right. */
  typeCheck(name: string, module?: string): string
  remove(): void
}

export function installClient(): Installed {
  const dir = mkdtempSync(join(tmpdir(), 'orderd-client-'))
  mkdirSync(join(dir, 'node_modules'))
  buildClient(join(dir, 'node_modules/orderd-client'))
  writeFileSync(join(dir, 'package.json'), '{"type": "module"}')
  return {
    dir,
    write: (name, text) => writeFileSync(join(dir, name), text),
    typeCheck(name, module = 'nodenext') {
      const tsc = join(ROOT, 'node_modules/.bin/tsc')
      const lib = '--target es2023 --lib es2023,dom,dom.iterable --types'
      const flags = `--strict --noEmit ${lib} --module ${module} ${name}`
      const { exitCode, stdout } = Bun.spawnSync([tsc, ...flags.split(' ')], { cwd: dir })
      return exitCode === 0 ? '' : stdout.toString() || `exit code ${exitCode}`
    },
    remove: () => rmSync(dir, { recursive: true }),
  }
}
