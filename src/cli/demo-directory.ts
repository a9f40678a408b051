// The demo has a data directory of its own, and no orders beside its own.

import { DatabaseRefused } from '#db/errors.ts'
import type { Db } from '#db/port.ts'
import type { Config } from '#lib/config.ts'
import { enterDemo } from '#modules/operator/public.ts'
import { EXIT } from './failure.ts'
import type { LoadedConfig } from './load-config.ts'

const DIRECTORY = './orderd-demo'

/** The data directory is ./orderd-demo unless one is set. */
export const demoConfig = ({ config, effective }: LoadedConfig): Config => {
  const given = effective.find(({ variable }) => variable === 'ORDERD_DATA_DIR')
  return given?.source === 'default' ? { ...config, dataDir: DIRECTORY } : config
}

/** DatabaseRefused 78 where the shop has orders or products that are not the demo's. */
export async function claimForDemo(db: Db): Promise<void> {
  if (await db.write(enterDemo)) return
  throw new DatabaseRefused(
    'the shop has orders or products of its own, and the demo never goes beside them: say another --data-dir, or another --db',
    EXIT.config,
  )
}
