// The wording rules of docs/contributing.md, over every source in one pass: a header and a doc comment
// begin with their subject, names and comments are of the field, and a comment cites only what is in
// the repository.

import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const ROOT = join(import.meta.dir, '..')

const filesOf = (pattern: string): string[] =>
  [...new Bun.Glob(pattern).scanSync({ cwd: ROOT })].sort()

const sources = filesOf('{src,scripts,examples}/**/*.{ts,tsx}').filter(
  (path) => !path.endsWith('.d.ts') && path !== 'src/client/types.ts',
)
const documents = new Set(['README.md', 'CHANGELOG.md', ...filesOf('docs/*.md')])
/** `docs/domain.md §4` for each numbered section of each document. */
const sections = new Set(
  [...documents].flatMap((path) =>
    [...readFileSync(join(ROOT, path), 'utf8').matchAll(/^## (\d+)\./gm)].map(
      ([, number]) => `${path} §${number}`,
    ),
  ),
)
/** Names by which a comment may mention a file. */
const fileNames = new Set(
  filesOf('{src,test,scripts,examples}/**/*.*')
    .concat(filesOf('*.*'))
    .map((path) => basename(path)),
)

/** A sentence that opens with one of these has no subject. */
const OPENERS = /^(What|Whatever|How|Who|Whoever|From|Where|When|Whether|Everything that|Told)\b/

/** Words that leave open who or how much, or that the field has no use for. */
const WORDS =
  /\b(whoever|whatever|nobody|no one|somebody|anybody|everybody|anew|told|so (many|much|long|often|few)|it must never|stands in)\b/i

/** The same in names; `held` is an order on hold. */
const NAME_PARTS = new Set([
  'told',
  'anew',
  'whoever',
  'nobody',
  'somebody',
  'stands',
  'goes',
  'whole',
])

const BRITISH =
  /\b(catalogues?|authoris\w+|organis\w+|recognis\w+|normalis\w+|fulfilments?|colours?|favours?|behaviours?|cancelation|centre|cheques?|licence)\b/i

interface Fault {
  path: string
  line: number
  rule: string
  text: string
}

/** A comment's text without its marks; null where the line has none. */
function commentOf(line: string): string | null {
  const [, whole, end] = /^\s*(?:\/\/|\/\*\*?|\*) ?(.*)$|(?:^|\s)\/\/ (.*)$/.exec(line) ?? []
  return whole?.replace(/\*\/\s*$/, '').trimEnd() ?? end ?? null
}

const DECLARATION = /^\s*(?:export )?(?:async )?(?:const|let|function|interface|type|class) (\w+)/

function faultsOf(path: string): Fault[] {
  const faults: Fault[] = []
  const lines = readFileSync(join(ROOT, path), 'utf8').split('\n')
  let isDocStart = false
  lines.forEach((text, index) => {
    const say = (rule: string): void => {
      faults.push({ path, line: index + 1, rule, text: text.trim() })
    }
    const comment = commentOf(text)
    const isDocLine = /^\s*\/\*\*/.test(text)
    if (comment !== null) {
      const isOpening = index === 0 || (isDocLine && comment !== '') || isDocStart
      if (isOpening && OPENERS.test(comment)) say('begins with its subject')
      if (WORDS.test(comment)) say('a word that says too little')
      if (BRITISH.test(comment)) say('American spelling')
      for (const [cited] of comment.matchAll(/(?<![\w/-])[\w/-]+\.md\b/g)) {
        if (!documents.has(cited)) say(`cites ${cited}, which is not here`)
      }
      for (const [cited] of comment.matchAll(/docs\/\w+\.md §\d+/g)) {
        if (!sections.has(cited)) say(`cites ${cited}, which is not here`)
      }
      for (const [named] of comment.matchAll(/(?<![\w./*-])[\w-]+\.tsx?\b/g)) {
        if (!fileNames.has(named)) say(`names ${named}, which is not here`)
      }
    }
    isDocStart = isDocLine && comment === ''
    const [, name = ''] = DECLARATION.exec(text) ?? []
    const parts = name.split(/(?=[A-Z])|_/).map((part) => part.toLowerCase())
    if (parts.some((part) => NAME_PARTS.has(part))) say('a name of the field')
    if (BRITISH.test(parts.join(' '))) say('American spelling')
  })
  return faults
}

const faults = sources.flatMap(faultsOf)

test('names, headers and comments follow the wording rules', () => {
  expect(sources.length).toBeGreaterThan(300)
  expect(faults.map(({ path, line, rule, text }) => `${path}:${line}: ${rule}: ${text}`)).toEqual(
    [],
  )
})
