// Work with a clean-up after it. On a broken disk the clean-up fails as well, and its error would take the
// place of the cause.

/** Runs `work`, then `close`. An error of `close` is thrown only where `work` had none. */
export async function closing<T>(work: () => Promise<T>, close: () => unknown): Promise<T> {
  let result: T
  try {
    result = await work()
  } catch (cause) {
    await attempt(close)
    throw cause
  }
  await close()
  return result
}

async function attempt(close: () => unknown): Promise<void> {
  try {
    await close()
  } catch {
    // The cause is thrown instead.
  }
}
