// Other modules may import these names of edits.

export { editOrder } from './commands.ts'
