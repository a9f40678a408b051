// strace makes system calls of a running server slow, failing or deadly.

/** The reason why strace cannot be used here; null where it can. */
export function whyNoStrace(): string | null {
  const probe = Bun.spawnSync(['sh', '-c', 'strace -f -e inject=fsync:delay_enter=1 true 2>&1'])
  return probe.success ? null : `strace does not run here: ${probe.stdout.toString().slice(0, 80)}`
}

const END_MS = 1_000

/** `what` as strace's `-e inject=`, for all threads of `pid`; resolves when it is in force. */
export async function inject(pid: number, what: string): Promise<{ end(): Promise<void> }> {
  const child = Bun.spawn(
    ['strace', '-f', '-p', String(pid), '-o', '/dev/null', '-e', `inject=${what}`],
    { stdout: 'ignore', stderr: 'pipe' },
  )
  // Its first words are that it has all threads.
  await child.stderr.getReader().read()
  return {
    async end() {
      child.kill('SIGINT')
      // It may wait for ever for a tracee that it has killed; the kernel detaches the others of one that is killed.
      await Promise.race([child.exited, Bun.sleep(END_MS)])
      child.kill('SIGKILL')
      await child.exited
    },
  }
}
