// The command line may import these names of imports.

export type { ImportReport } from './model.ts'
