// Other modules may import these names of shipping.

export { loadMethodsByCode } from './store.ts'
