// The error of a promise that must reject. A promise that resolves fails the test, which a forgotten
// await on `expect().rejects` would not.

// biome-ignore lint/suspicious/noExplicitAny: tests look at the fields of every kind of error
export async function refusalOf(promise: Promise<unknown>): Promise<any> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`expected a refusal, got ${Bun.inspect(value)}`)
}
