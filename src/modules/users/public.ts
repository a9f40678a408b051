// The interface of the users module to other modules, workers, the CLI and app.ts, besides its routes.

export { createUser, resetPassword } from './commands.ts'
export { ensureFirstAdmin } from './first-admin.ts'
export {
  foldEmail,
  ManagedUserModel,
  NewPassword,
  passwordFaults,
  presentManagedUser,
  Registration,
  UserModel,
} from './model.ts'
export {
  eraseUser,
  hasOtherAdmin,
  loadUser,
  loadUserByEmail,
  lockRoles,
  replacePasswordHash,
  revokeSessions,
  type User,
} from './store.ts'
