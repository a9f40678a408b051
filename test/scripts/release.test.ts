// What leaves the machine: the executable looks at nothing in the directory it is started in, and the
// bill of materials names what is inside it and no tool.

import { expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '#package.json'
import { buildBinary, commit, ROOT } from '../../scripts/binary.ts'
import { sbom } from '../../scripts/sbom.ts'

test('the executable tells version and commit, and reads no .env and no bunfig.toml', async () => {
  const dir = mkdtempSync('/tmp/orderd-binary-')
  try {
    await buildBinary(join(dir, 'orderd'))
    writeFileSync(join(dir, '.env'), 'ORDERD_PORT=not a port\n')
    writeFileSync(join(dir, 'bunfig.toml'), 'preload = ["./evil.ts"]\n')
    writeFileSync(join(dir, 'evil.ts'), 'console.log("evil")\n')
    const run = Bun.spawnSync([join(dir, 'orderd'), 'version'], { cwd: dir, env: {} })
    const output = run.stdout.toString() + run.stderr.toString()
    expect(output).toContain(packageJson.version)
    expect(output).toContain(commit())
    expect(output).not.toContain('evil')
    expect(run.exitCode).toBe(0)
  } finally {
    rmSync(dir, { recursive: true })
  }
}, 60_000)

test('a second build has the same bytes, and none of them is a path of this machine', async () => {
  const dir = mkdtempSync('/tmp/orderd-binary-')
  try {
    for (const name of ['one', 'two']) await buildBinary(join(dir, name, 'orderd'))
    const [one, two] = ['one', 'two'].map((name) => readFileSync(join(dir, name, 'orderd')))
    expect(one!.equals(two!)).toBe(true)
    expect(one!.includes(ROOT)).toBe(false)
  } finally {
    rmSync(dir, { recursive: true })
  }
}, 60_000)

test('the bill of materials has every dependency at its version and no build tool', async () => {
  const { components } = JSON.parse(await sbom('1.2.3'))
  const names: string[] = components.map((one: { purl: string }) => one.purl)
  const expected = Object.entries(packageJson.dependencies).map(
    ([name, version]) => `pkg:npm/${name.replace('@', '%40')}@${version}`,
  )
  expect(names).toEqual(expect.arrayContaining(expected))
  expect(names.filter((name) => /biome|playwright|knip/.test(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})
