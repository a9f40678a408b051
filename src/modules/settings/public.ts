// The interface of the settings module to other modules, workers, the CLI and app.ts, besides its routes.

export { Shop, ShopSettings, TaxClass } from './model.ts'
export { ensureSettings, loadSettings, loadTimezone } from './store.ts'
