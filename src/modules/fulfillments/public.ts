// Other modules may import these names of fulfillments.

export { createShipment } from './commands.ts'
export { LineQuantity } from './model.ts'
