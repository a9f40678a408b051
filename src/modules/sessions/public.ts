// The interface of the sessions module to other modules, workers, the CLI and app.ts, besides its routes.

export {
  type Authentication,
  type AuthFault,
  authenticator,
  createAuthentication,
  type Identity,
  KEY_INACTIVE,
  refusalOf,
  type TokenKind,
} from './authentication.ts'
export { Grant, presentSession, SessionModel } from './model.ts'
export { createSessionCache } from './session-cache.ts'
export { eraseSessions, listSessions, loadSessionState } from './store.ts'
