// The interface of the views module to other modules, workers, the CLI and app.ts, besides its routes.

export { presentView, ViewModel } from './model.ts'
export { viewsOf } from './store.ts'
