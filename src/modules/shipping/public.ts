// Other modules may import these names of shipping.

export { MethodModel } from './model.ts'
export { loadMethodsByCode } from './store.ts'
