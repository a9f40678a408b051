// A value, or the fault for which there is none: the one shape of a function that does not throw.
// Read it with `'fault' in result`.

export type Result<Value, Fault = string> = { value: Value } | { fault: Fault }
