// What must hold for every file and no linter can say: how files open, how long they get, who stays
// pure, and that generated text, the image and the scripts are as documented.

import { expect, test } from 'bun:test'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { configTable } from '#lib/config.ts'
import { de } from '#texts/de.ts'
import { en } from '#texts/en.ts'
import { MODULES, moduleRules } from '../scripts/lint-rules.ts'

const ROOT = join(import.meta.dir, '..')
const LINES_MAX = 400
/** path -> why it may be longer. */
const LONGER: Readonly<Record<string, string>> = {
  'src/client/types.ts': 'generated from the OpenAPI document',
  'src/texts/de.ts': 'one catalog for each language',
  'src/texts/en.ts': 'one catalog for each language',
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const filesOf = (pattern: string): string[] =>
  [...new Bun.Glob(pattern).scanSync({ cwd: ROOT })].sort()

const sources = filesOf('src/**/*.{ts,tsx}').filter((path) => !path.endsWith('.d.ts'))

/** The files for which `isWrong` holds: empty is right, and a failure names them. */
const wrong = (paths: string[], isWrong: (text: string, path: string) => boolean): string[] =>
  paths.filter((path) => isWrong(read(path), path))

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(20)
})

test('every source file opens with what it is for', () => {
  expect(wrong(sources, (text) => !/^\/\/ \S/.test(text))).toEqual([])
})

test(`no source file is longer than ${LINES_MAX} lines without a reason`, () => {
  const isLong = (text: string): boolean => text.split('\n').length - 1 > LINES_MAX
  expect(wrong(sources, isLong)).toEqual(Object.keys(LONGER).sort())
})

test('no source file climbs with ../, in any kind of import', () => {
  expect(wrong(sources, (text) => /['"`]\.\.\//.test(text.replace(/^\/\/.*$/gm, '')))).toEqual([])
})

test('the domain imports nothing but itself and asks no clock, chance or machine', () => {
  const impure =
    /\bfrom '(?!\.\/|#domain\/)|\bimport\(|\bnew Date\(|\bDate\.now|\bMath\.random|\bperformance\b/
  const domain = sources.filter((path) => path.startsWith('src/domain/'))
  expect(domain.length).toBeGreaterThan(5)
  expect(wrong(domain, (text) => impure.test(text))).toEqual([])
})

test('only main and the configuration know the environment', () => {
  const others = sources.filter((path) => path !== 'src/main.ts' && path !== 'src/lib/config.ts')
  expect(wrong(others, (text) => /\b(process|Bun|import\.meta)\.env\b/.test(text))).toEqual([])
})

test('only db asks which engine it is', () => {
  // That file writes a mark of this name.
  const isAllowed = (path: string) => path.startsWith('src/db/') || path === 'src/cli/lost-shop.ts'
  const others = sources.filter((path) => !isAllowed(path))
  expect(wrong(others, (text) => /'sqlite'|'postgres'|\.engine\b/.test(text))).toEqual([])
})

// Engines differ from ISO 4217, and from each other: the digits of a currency come from the server.
test('Intl is handed the digits of a currency, and never asked for them', () => {
  const money = 'src/dashboard/lib/money.tsx'
  const isCurrency = /style: ['"]currency['"]/
  expect(wrong(sources, (text, path) => path !== money && isCurrency.test(text))).toEqual([])
  const formats = read(money).match(/new Intl\.NumberFormat\([^;]*?\}\)/g) ?? []
  const ofMoney = formats.filter((format) => isCurrency.test(format))
  expect(ofMoney.length).toBeGreaterThan(0)
  for (const format of ofMoney) {
    expect(format).toMatch(/minimumFractionDigits: \w/)
    expect(format).toMatch(/maximumFractionDigits: \w/)
  }
  expect(wrong(sources, (text) => /resolvedOptions\(\)(?!\.timeZone)/.test(text))).toEqual([])
})

test('nothing is sorted, compared or spelled by the locale of the machine', () => {
  const byLocale = /\blocaleCompare\b|\bIntl\.Collator\b|\btoLocale\w+\(/
  expect(wrong(sources, (text) => byLocale.test(text))).toEqual([])
})

const DETAIL = 'src/dashboard/views/order-detail'

const SAME_IN_GERMAN =
  'Administrator API Backups Board Code Dashboard Details Filter HTTP Import Live Name Offline Region Server Shop SKU Status System Tag Tags URL Version Webhook Webhooks orderd'

test('the German catalog has German texts', () => {
  const same = new Set(SAME_IN_GERMAN.split(' '))
  const untranslated: string[] = []
  const compare = (english: unknown, german: unknown, path: string): void => {
    if (typeof english === 'object' && english !== null) {
      for (const [key, text] of Object.entries(english))
        compare(text, (german as Record<string, unknown>)[key], `${path}.${key}`)
      return
    }
    // Of a function its source: the words around its values.
    const words = String(english).replace(/^.*?=>|\$\{[^}]*\}/g, '')
    const isWord = /\p{L}/u.test(words) && !same.has(words.replace(/[^\p{L}]/gu, ''))
    if (String(english) === String(german) && isWord) untranslated.push(`${path}: ${english}`)
  }
  compare(en, de, 'texts')
  expect(untranslated).toEqual([])
})

// The linter refuses a text between tags (noJsxLiterals).
test('no attribute in the dashboard holds a text that the catalogs lack', () => {
  const views = sources.filter((path) => /^src\/dashboard\/.*\.tsx$/.test(path))
  const attribute =
    /(?<!<Icon )\b(title|label|name|placeholder|alt|hint|description|confirmLabel|cancelLabel)="[^"]*\p{L}/u
  expect(wrong(views, (text) => attribute.test(text))).toEqual([])
})

test('the linter refuses each forbidden import and allows the others', () => {
  const probes = [
    ['src/domain/probe1.ts', "import 'elysia'", true],
    ['src/domain/probe2.ts', "import './money.ts'", false],
    ['src/lib/probe1.ts', "import '#domain/order.ts'", true],
    ['src/lib/probe2.ts', "import 'node:fs'", false],
    ['src/db/probe1.ts', "import '#events/log.ts'", true],
    ['src/db/probe2.ts', "import './sqlite/database.ts'", true],
    ['src/db/sqlite/probe.ts', "import '#db/migrate.ts'", true],
    ['src/db/postgres/probe.ts', "import '#db/sqlite/dialect.ts'", true],
    ['src/db/backup/probe.ts', "import '#db/sqlite/file.ts'", false],
    ['src/events/probe.ts', "import '#commands/command.ts'", true],
    ['src/commands/probe1.ts', "import '#db/sqlite/database.ts'", true],
    ['src/commands/probe2.ts', "import '#db/port.ts'", false],
    ['src/http/probe.ts', "import '#modules/orders/index.ts'", true],
    ['src/modules/orders/probe1.ts', "import 'bun:sqlite'", true],
    ['src/modules/orders/probe2.ts', "import '#modules/users/store.ts'", true],
    ['src/modules/orders/probe3.ts', "import '#modules/users/public.ts'", false],
    ['src/modules/orders/probe4.ts', "import '#modules/payments/public.ts'", true],
    ['src/modules/orders/store/probe.ts', "import '#modules/orders/model.ts'", false],
    ['src/modules/settings/probe.ts', "import '#modules/orders/public.ts'", true],
    ['src/modules/operator/probe.ts', "import '#modules/backups/public.ts'", false],
    ['src/models.ts', "import '#modules/orders/public.ts'", false],
    ['src/workers/probe1.ts', "import 'elysia'", true],
    ['src/workers/probe2.ts', "import '#modules/orders/store/orders.ts'", true],
    ['src/workers/probe3.ts', "import '#modules/orders/public.ts'", false],
    ['src/cli/probe.ts', "import '#modules/orders/commands.ts'", true],
    ['src/client/probe.ts', "import '#lib/ids.ts'", true],
    ['src/dashboard/probe.ts', "import '#domain/order.ts'", true],
    ['src/dashboard/lib/probe1.ts', "import '#dashboard/parts/button.tsx'", true],
    ['src/dashboard/lib/probe2.ts', "import '#client/index.ts'", false],
    ['src/dashboard/parts/probe1.ts', "import '#dashboard/views/orders/index.tsx'", true],
    ['src/dashboard/parts/probe2.ts', "import '#dashboard/lib/client.ts'", false],
    ['src/dashboard/parts/order/probe.ts', "import '#dashboard/parts/button.tsx'", false],
    ['src/dashboard/views/orders/probe1.ts', "import '#dashboard/app/navigation.ts'", true],
    ['src/dashboard/views/orders/probe2.ts', "import '#dashboard/views/products/index.tsx'", true],
    ['src/dashboard/views/orders/probe3.ts', "import './query.ts'", false],
    [`${DETAIL}/probe.ts`, "import '#dashboard/views/order-detail/edit/index.tsx'", false],
    [`${DETAIL}/edit/probe1.ts`, "import '#dashboard/views/order-detail/head.tsx'", true],
    [
      `${DETAIL}/edit/probe2.ts`,
      "import '#dashboard/views/order-detail/returns/returns.tsx'",
      true,
    ],
    ['src/dashboard/app/probe.ts', "import '#dashboard/views/orders/index.tsx'", false],
    ['src/app.ts', "import '../test/helpers/app.ts'", true],
  ] as const
  const dir = mkdtempSync('/tmp/orderd-lint-')
  try {
    for (const name of ['biome.json', 'biome.modules.json', '.gitignore']) {
      cpSync(join(ROOT, name), join(dir, name))
    }
    for (const [path, text] of probes) {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      writeFileSync(join(dir, path), `${text}\n`)
    }
    const lint = Bun.spawnSync(
      [join(ROOT, 'node_modules/.bin/biome'), 'lint', '--reporter=json', '--only=style', '.'],
      { cwd: dir },
    )
    const { diagnostics } = JSON.parse(lint.stdout.toString())
    const refused = new Set(
      diagnostics
        .filter((one: { category: string }) => one.category === 'lint/style/noRestrictedImports')
        .map((one: { location: { path: string } }) => one.location.path),
    )
    expect(probes.map(([path]) => [path, refused.has(path)])).toEqual(
      probes.map(([path, , isForbidden]) => [path, isForbidden]),
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('the rules of the modules are those of scripts/lint-rules.ts (mend: bun run lint-rules)', () => {
  expect(read('biome.modules.json')).toBe(moduleRules())
  const folders = new Set(filesOf('src/modules/*/*.ts').map((path) => path.split('/')[2] ?? ''))
  expect([...MODULES].sort()).toEqual([...folders].sort())
})

test('a module imports Elysia in index.ts alone', () => {
  const others = sources.filter((path) => /^src\/modules\/.*(?<!\/index\.ts)$/.test(path))
  expect(wrong(others, (text) => /from 'elysia'/.test(text))).toEqual([])
})

test('SQL is in store.ts, queries.ts and store/ of a module, and in no file of http, workers or app.ts', () => {
  const isSql =
    /\b(SELECT|INSERT INTO|DELETE FROM|WHERE|ORDER BY|GROUP BY|JOIN) |\bUPDATE \S+\s+SET\b/
  const isPlaceOfSql = /^src\/modules\/[\w-]+\/(?:\w+\/)?(?:store\.ts|queries\.ts|store\/)/
  const files = sources.filter(
    (path) =>
      /^src\/(modules|http|workers)\/|^src\/\w+\.ts$/.test(path) && !isPlaceOfSql.test(path),
  )
  expect(files.length).toBeGreaterThan(100)
  expect(wrong(files, (text) => isSql.test(withoutComments(text)))).toEqual([])
})

test('docs/contributing.md has a row for each folder, and names no path that is not there', () => {
  const text = read('docs/contributing.md')
  const rows = [...text.matchAll(/^\| `([\w/-]+)` \|/gm)].map(([, path = '']) => path)
  const folders = filesOf('{src,test,scripts,examples}/**').flatMap((path) =>
    path.split('/').flatMap((_, i, parts) => (i === 0 ? [] : [parts.slice(0, i).join('/')])),
  )
  const isFixture = (path: string): boolean => /\/fixtures\b/.test(path)
  expect([...rows].sort()).toEqual([...new Set(folders)].filter((path) => !isFixture(path)).sort())
  const named = [...text.matchAll(/`((?:src|test|scripts|docs)\/[\w./-]+)`/g)]
  expect(named.filter(([, path = '']) => !existsSync(join(ROOT, path)))).toEqual([])
})

// A command without a server writes too, and its log must be checkpointed.
test('the server has one owner of intervals, the list of the workers, besides the SQLite checkpoint', () => {
  const server = sources.filter((path) => !/^src\/(dashboard|client)\//.test(path))
  expect(wrong(server, (text) => /\bsetInterval\(/.test(text))).toEqual([
    'src/db/sqlite/checkpoints.ts',
  ])
})

/** Folders of a module in the order of their imports: each may import those before it. */
const FOLDER_ORDER: Readonly<Record<string, readonly string[]>> = {
  'src/modules/realtime': ['wire', 'topic', 'auth', 'socket', 'http'],
}

test('no import runs back up among the folders of a module', () => {
  const upward = Object.entries(FOLDER_ORDER).flatMap(([module, folders]) => {
    const alias = `#${module.slice('src/'.length)}/`
    const rankOf = (path: string): number => {
      const rank = folders.indexOf(path.split('/')[0] ?? '')
      return rank === -1 ? folders.length : rank
    }
    return sources
      .filter((path) => path.startsWith(`${module}/`))
      .flatMap((path) => {
        const own = rankOf(path.slice(module.length + 1))
        const imports = [...read(path).matchAll(/\bfrom '([^']+)'/g)].map(([, name = '']) => name)
        return imports
          .filter((name) => name.startsWith(alias) && rankOf(name.slice(alias.length)) > own)
          .map((name) => `${path} imports ${name}`)
      })
  })
  expect(upward).toEqual([])
})

test('migrations are numbered without a gap, say why, and each is listed in the code', () => {
  const migrations = filesOf('src/db/migrations/*.sql')
  const code = filesOf('src/db/*.ts').map(read).join('\n')
  const numbers = [...new Set(migrations.map((path) => Number(/(\d{4})-/.exec(path)?.[1])))]
  expect(numbers.length).toBeGreaterThan(0)
  expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  expect(wrong(migrations, (text) => !text.startsWith('-- '))).toEqual([])
  expect(migrations.filter((path) => !code.includes(path.slice('src/db/'.length)))).toEqual([])
})

test('the table of configuration in the README is the one in the code (mend: bun run docs)', () => {
  const [, table] = /<!-- config -->\n([\s\S]*?)<!-- \/config -->/.exec(read('README.md')) ?? []
  expect(table?.trim()).toBe(configTable())
})

test('the image is pinned, not root, keeps its data in a volume and says how it is', () => {
  const lines = read('Dockerfile').split('\n')
  const valuesOf = (word: string): string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))
  const bases = valuesOf('FROM')
  expect(bases).toHaveLength(2)
  expect(bases.filter((base) => !/:[\w.-]+/.test(base) || base.includes(':latest'))).toEqual([])
  expect(valuesOf('USER')).toEqual([expect.stringMatching(/^[1-9]\d*(:\d+)?$/)])
  expect(valuesOf('ENV').join(' ')).toContain('ORDERD_HOST=0.0.0.0')
  expect(valuesOf('ENV').join(' ')).toContain('ORDERD_DATA_DIR=/data')
  expect(valuesOf('VOLUME')).toEqual(['/data'])
  expect(valuesOf('STOPSIGNAL')).toEqual(['SIGTERM'])
  expect(valuesOf('HEALTHCHECK')[0]).toEndWith('CMD ["/orderd", "health"]')
  expect(valuesOf('ENTRYPOINT')).toEqual(['["/orderd"]'])
})

test('scripts, image, types and this process agree on one version of Bun', () => {
  const version = /BUN_VERSION=(\S+)/.exec(read('scripts/bun.sh'))?.[1]
  expect(version).toBe(Bun.version)
  expect(read('Dockerfile')).toContain(`FROM oven/bun:${version}-`)
  expect(JSON.parse(read('package.json')).devDependencies['@types/bun']).toBe(version)
})

test('the shell scripts are POSIX and run nothing out of a pipe', () => {
  const scripts = filesOf('scripts/*.sh')
  expect(scripts).toEqual(['scripts/bun.sh', 'scripts/start.sh', 'scripts/test.sh'])
  for (const path of scripts) {
    expect(Bun.spawnSync(['sh', '-n', path], { cwd: ROOT }).exitCode).toBe(0)
    expect(read(path)).not.toMatch(/\[\[|\bfunction\b|\bsource\b|<<<|\|\s*(sh|bash)\b/)
  }
})

test('continuous integration runs the test script', () => {
  expect(read('.ci/run')).toMatch(/^sh scripts\/test\.sh$/m)
})

test('the license is there in full', () => {
  expect(existsSync(join(ROOT, 'LICENSE'))).toBe(true)
  expect(read('LICENSE')).toContain('END OF TERMS AND CONDITIONS')
})
