// The results as a table in Markdown, as JSON and as a chart.

import { mkdirSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { type Bench, buildsOf, ROOT } from './bench.ts'
import { chartOf } from './chart.ts'
import { type Measure, OWN } from './figures.ts'
import { targetsOf } from './targets.ts'

/** Three digits. */
export const short = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value.toPrecision(3).replace(/\.?0+$/, '')

const cellsOf = (measure: Measure): string[] => {
  const { name, unit, figures, ratios } = measure
  const others = Object.entries(ratios).map(
    ([side, ratio]) => `${short(ratio)} x ${side} (${short(figures[side] ?? 0)})`,
  )
  const targets = targetsOf(measure).map(
    ({ text, isMet }) => `${text}: ${isMet ? 'met' : 'missed'}`,
  )
  return [name, `${short(figures[OWN] ?? 0)} ${unit}`, others.join(', '), targets.join(', ')]
}

export function tableOf(measures: readonly Measure[]): string {
  const head = [
    ['measure', 'orderd', 'ratio (figure of the other)', 'target'],
    ['---', '---', '---', '---'],
  ]
  return [...head, ...measures.map(cellsOf)].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

const versionOf = (binary: string): string =>
  Bun.spawnSync([binary, 'version']).stdout.toString().trim()

/** Machine and versions, a line each. */
export function environmentOf(bench: Bench): string[] {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return [
    `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${gigabytes} GB, ${process.platform}`,
    `Bun ${Bun.version}; the load runs on the same machine`,
    ...buildsOf(bench).map(([side, binary]) => `${side}: ${versionOf(binary)}`),
  ]
}

const FIGURES = /(<!-- figures -->\n)[\s\S]*(<!-- \/figures -->)/

/** Writes the results into bench/, as JSON, as a table and as a chart; with `inDocs` into docs/performance.md too. */
export async function save(
  bench: Bench,
  measures: readonly Measure[],
  inDocs: boolean,
): Promise<void> {
  const directory = join(ROOT, 'bench')
  mkdirSync(directory, { recursive: true })
  const environment = environmentOf(bench)
  const found = { at: new Date().toISOString(), environment, measures }
  await Bun.write(join(directory, 'results.json'), `${JSON.stringify(found, null, 2)}\n`)
  const notes = environment.map((line) => `* ${line}`).join('\n')
  const text = `${notes}\n\n${tableOf(measures)}\n`
  const chart = chartOf(measures)
  await Bun.write(join(directory, 'results.md'), text)
  await Bun.write(join(directory, 'results.svg'), chart)
  if (!inDocs) return
  const page = join(ROOT, 'docs/performance.md')
  const picture = '![The ratios as bars](images/performance.svg)'
  const figures = `${text}\n${picture}\n`
  const old = await Bun.file(page).text()
  await Bun.write(
    page,
    old.replace(FIGURES, (_all, open, close) => `${open}${figures}${close}`),
  )
  await Bun.write(join(ROOT, 'docs/images/performance.svg'), chart)
}
