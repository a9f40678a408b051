// The interface of the backups module to other modules, workers, the CLI and app.ts, besides its routes.

export { BackupModel } from './model.ts'
