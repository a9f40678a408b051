// Concurrent work on the items of a stream.

/**
 * Calls `work` for each item in the order of the stream, up to `concurrency` at a time; the next item is
 * read when one of them has ended. Rejects with the first error, and reads no further then.
 */
export async function forEachConcurrently<T>(
  items: AsyncGenerator<T>,
  concurrency: number,
  work: (item: T) => unknown,
): Promise<void> {
  // Each loop takes the next item of one generator, and ends it for the others when its work throws.
  const loop = async (): Promise<void> => {
    for await (const item of items) await work(item)
  }
  await Promise.all(Array.from({ length: concurrency }, loop))
}
