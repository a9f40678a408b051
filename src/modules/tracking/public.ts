// The interface of the tracking module to other modules, workers, the CLI and app.ts, besides its routes.

export { Tracked } from './model.ts'
