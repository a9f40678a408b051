// The interface of the api-keys module to other modules, workers, the CLI and app.ts, besides its routes.

export { ApiKeyModel } from './model.ts'
export { apiKeyTokens } from './tokens.ts'
