// Other modules, workers and the command line may import these names of stock.

export { applyStockEffects, quoteStock, type StockChange } from './effects.ts'
export { LevelModel, LocationModel, MovementModel } from './model.ts'
export { recordMovements } from './movements.ts'
export { openStock, type StockSum, setBackorderLimit, sumStock } from './product-stock.ts'
export { lockLevels } from './store/levels.ts'
export { ensureDefaultLocation, loadLocation, requireLocation } from './store/locations.ts'
