// The version and commit of this orderd. The version is that of package.json; scripts/build.ts puts the commit
// into the binary, and it is "source" in unbuilt code.

import packageJson from '#package.json'

declare const ORDERD_COMMIT: string | undefined

export const VERSION: string = packageJson.version
export const COMMIT: string = typeof ORDERD_COMMIT === 'string' ? ORDERD_COMMIT : 'source'
/** True in the executable, false in unbuilt code. */
export const IS_BUILT: boolean = typeof ORDERD_COMMIT === 'string'
