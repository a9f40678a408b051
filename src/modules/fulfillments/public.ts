// Other modules may import these names of fulfillments.

export { createFulfillment } from './commands.ts'
export { LineQuantity } from './model.ts'
