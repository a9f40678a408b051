// Values that are usually there and sometimes have to be waited for: a check from a cache on every request
// costs no promise.

export type Awaitable<T> = T | Promise<T>

/** The result of `next` for the value: at once where the value is there. */
export const chain = <T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> =>
  value instanceof Promise ? value.then(next) : next(value)
