// Writes biome.modules.json, the imports that each module of src/modules may have (`bun run lint-rules`). A test
// compares the two.

import { join } from 'node:path'

/** A module may import public.ts of the modules before it. */
export const MODULES: readonly string[] = [
  ...['currencies', 'settings', 'customers', 'users', 'sessions', 'api-keys', 'stock', 'products'],
  ...['coupons', 'shipping', 'orders', 'payments', 'fulfillments', 'returns', 'edits', 'exports'],
  ...['imports', 'views', 'privacy', 'tracking', 'realtime', 'webhooks', 'reports', 'backups'],
  'operator',
]

const LIBRARIES = '{elysia,@sinclair/typebox,csv-parse,csv-stringify}'
const FOLDERS = '#{lib,domain,events,commands,http,texts}/**'
const DB = '#db/{port,placeholders,remembered,rows,search,where}.ts'
const PUBLIC = '#modules/*/public.ts'

const allowed = (...paths: readonly string[]): string[] => [
  '**',
  ...['./**', LIBRARIES, `${LIBRARIES}/**`, FOLDERS, DB, PUBLIC, ...paths].map(
    (path) => `!${path}`,
  ),
]

const override = (includes: readonly string[], patterns: readonly object[]): object => ({
  includes,
  linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } } },
})

const ofModule = (module: string, i: number): object => {
  const own = `#modules/${module}/**`
  const later = MODULES.slice(i + 1)
  return override(
    [`src/modules/${module}/**`],
    [
      {
        group: allowed(own),
        message: `src/modules/${module} may import itself, ${LIBRARIES} ${FOLDERS} ${DB} ${PUBLIC}`,
      },
      ...(later.length === 0
        ? []
        : [
            {
              group: [`#modules/{${later.join(',')}}/**`],
              message: `${module} comes before this module (scripts/lint-rules.ts)`,
            },
          ]),
    ],
  )
}

const COMPOSITION = override(
  ['src/app.ts', 'src/models.ts'],
  [
    { group: ['../**'], message: 'cross a folder with #folder/file.ts, never ../' },
    {
      group: ['#modules/**', '!#modules/*/{index,public}.ts'],
      message: 'of a module only index.ts and public.ts',
    },
  ],
)

/** The text of biome.modules.json, a line for each module. */
export const moduleRules = (): string =>
  `{ "overrides": [\n${[...MODULES.map(ofModule), COMPOSITION]
    .map((one) => JSON.stringify(one))
    .join(',\n')}\n] }\n`

if (import.meta.main) await Bun.write(join(import.meta.dir, '../biome.modules.json'), moduleRules())
