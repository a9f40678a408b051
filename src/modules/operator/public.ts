// The interface of the operator module to other modules, workers, the CLI and app.ts, besides its routes.

export { prepareShop } from './prepare-shop.ts'
export { createReadings } from './readings.ts'
export { enterDemo, leaveDemo, probeWrite } from './store.ts'
export { rewordBatch } from './words.ts'
