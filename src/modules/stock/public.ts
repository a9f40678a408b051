// Other modules, workers and the command line may import these names of stock.

export { applyStockEffects } from './effects.ts'
export { LevelModel, LocationModel, MovementModel } from './model.ts'
export { openStock, type StockSum, setBackorderLimit, sumStock } from './product-stock.ts'
export { quoteStock } from './reserve.ts'
export { lockLevels } from './store/levels.ts'
export { ensureDefaultLocation, loadLocation, requireLocation } from './store/locations.ts'
export { holdsStock } from './store/reservations.ts'
