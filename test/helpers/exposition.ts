// A strict reader of Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats): what a
// lenient scraper would let pass is an error here. Written by hand because the parsers on npm are lenient: they
// skip lines that they do not understand.

type Kind = 'counter' | 'gauge' | 'histogram'

interface Family {
  kind: Kind
  /** By name and labels, as they stand in the text. */
  samples: Map<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const HELP = new RegExp(`^# HELP (${NAME}) ((?:[^\\\\\\n]|\\\\[\\\\n])+)$`)
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`)
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"'
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (\\S+)$`)
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)|[+-]Inf|NaN)$/
const SUFFIX = { counter: /^$/, gauge: /^$/, histogram: /^_(?:bucket|sum|count)$/ }

/** The families by name. Throws with the line that breaks a rule of the format. */
export function readExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>()
  const helped = new Set<string>()
  let name = ''
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  for (const line of text.split('\n')) {
    const refuse = (why: string): Error => new Error(`${why}: ${line}`)
    if (line === '') continue
    const [, helpOf] = HELP.exec(line) ?? []
    const [, typeOf, kind] = TYPE.exec(line) ?? []
    if (helpOf !== undefined) {
      if (helped.has(helpOf)) throw refuse('a second HELP')
      helped.add(helpOf)
    } else if (typeOf !== undefined) {
      if (families.has(typeOf)) throw refuse('a second TYPE')
      if (!helped.has(typeOf)) throw refuse('no HELP')
      if (kind === 'counter' && !typeOf.endsWith('_total')) throw refuse('a counter without _total')
      name = typeOf
      families.set(name, { kind: kind as Kind, samples: new Map() })
    } else {
      addSample(line, name, families.get(name), refuse)
    }
  }
  for (const [of, family] of families) if (family.kind === 'histogram') checkHistogram(of, family)
  return families
}

function addSample(
  line: string,
  name: string,
  family: Family | undefined,
  refuse: (why: string) => Error,
): void {
  const [, own, labels = '', value] = SAMPLE.exec(line) ?? []
  if (own === undefined || value === undefined || !NUMBER.test(value)) throw refuse('no sample')
  const suffix = own.slice(name.length)
  if (family === undefined || !own.startsWith(name) || !SUFFIX[family.kind].test(suffix))
    throw refuse('a sample outside its family')
  const names = [...labels.matchAll(/([a-zA-Z0-9_]+)="/g)].map(([, label]) => label)
  if (new Set(names).size !== names.length) throw refuse('a label twice')
  const series = `${own}{${labels}}`
  if (family.samples.has(series)) throw refuse('a series twice')
  const number = Number(value.replace('Inf', 'Infinity'))
  if (family.kind !== 'gauge' && !(number >= 0)) throw refuse('a counter below 0')
  family.samples.set(series, number)
}

/** The buckets of a series rise, end with +Inf, and that one is the count. */
function checkHistogram(name: string, { samples }: Family): void {
  const buckets = new Map<string, [bound: number, count: number][]>()
  for (const [series, count] of samples) {
    const [, inside] = new RegExp(`^${name}_bucket\\{(.*)\\}$`).exec(series) ?? []
    if (inside === undefined) continue
    const [, bound = ''] = /(?:^|,)le="([^"]*)"/.exec(inside) ?? []
    const rest = inside.replace(/(^|,)le="[^"]*"/, '').replace(/^,/, '')
    const all = buckets.get(rest) ?? []
    buckets.set(rest, [
      ...all,
      [bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), count],
    ])
  }
  for (const [labels, all] of buckets) {
    const isRising = all.every(([bound, count], i) => {
      const [before, less] = all[i - 1] ?? [Number.NEGATIVE_INFINITY, 0]
      return bound > before && count >= less
    })
    const [last, most] = all.at(-1) ?? []
    const count = samples.get(`${name}_count{${labels}}`)
    if (!isRising || last !== Number.POSITIVE_INFINITY || most !== count)
      throw new Error(`the buckets of ${name}{${labels}} do not rise to their count`)
    if (!samples.has(`${name}_sum{${labels}}`)) throw new Error(`${name}{${labels}} has no sum`)
  }
}
