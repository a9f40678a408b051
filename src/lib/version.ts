// Which orderd this is. The version comes from package.json alone; the commit is a constant that
// scripts/build.ts puts into a binary, and "source" when the code runs unbuilt.

import packageJson from '#package.json'

declare const ORDERD_COMMIT: string | undefined

export const VERSION: string = packageJson.version
export const COMMIT: string = typeof ORDERD_COMMIT === 'string' ? ORDERD_COMMIT : 'source'
/** One executable, with everything in it. */
export const IS_BUILT: boolean = typeof ORDERD_COMMIT === 'string'
