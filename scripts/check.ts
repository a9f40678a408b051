// Everything a machine can say about the source without running it, all at once: format and lint,
// the promise rules that need types, types, dead code. Prints only what failed. `bun run check`.

const CHECKS = {
  'format and lint (biome)': ['biome', 'check', '--error-on-warnings'],
  'promises (oxlint)': ['oxlint', '--type-aware', '--deny-warnings'],
  'types (tsc)': ['tsc', '--noEmit'],
  'types of the dashboard (tsc)': ['tsc', '--noEmit', '-p', 'src/dashboard'],
  'dead code (knip)': ['knip', '--no-progress'],
}

const results = await Promise.all(
  Object.entries(CHECKS).map(async ([name, command]) => {
    const child = Bun.spawn(['bun', 'x', '--no-install', ...command], {
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) },
    })
    const [out, err, exitCode] = await Promise.all([
      child.stdout.text(),
      child.stderr.text(),
      child.exited,
    ])
    return { name, exitCode, output: out + err }
  }),
)

for (const { name, exitCode, output } of results) {
  console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${name}`)
  if (exitCode !== 0) console.log(output)
}
process.exit(results.some(({ exitCode }) => exitCode !== 0) ? 1 : 0)
