// The metrics of the process for Prometheus: counters, and readings made at each scrape. No label has a value
// of a request: a route is its pattern, and all unknown routes share one label.

import { readdirSync } from 'node:fs'
import Counter from 'prom-client/lib/counter.js'
import Gauge from 'prom-client/lib/gauge.js'
import Histogram from 'prom-client/lib/histogram.js'
import Registry from 'prom-client/lib/registry.js'
import { createRequestHistogram, type Served } from './request-histogram.ts'

/** A metric that is read at each scrape. */
export interface Reading {
  help: string
  /** The label of the values of `read`; without it there is one value, under ''. */
  label?: string
  /** A counter, which does not fall. */
  isTotal?: true
  /** A rejection leaves out this metric only. */
  read(): Promise<Record<string, number>>
}

export interface Metrics {
  served(request: Served): void
  commandDone(command: string, result: string): void
  committed(tookMs?: number): void
  text(): Promise<string>
}

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE

const COMMIT_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10]

export function createMetrics(
  readings: Readonly<Record<string, Reading>>,
  onError: (name: string, error: unknown) => void,
): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = createRequestHistogram()
  const commands = new Counter({
    name: 'orderd_commands_total',
    help: 'Commands by what became of them: done, noop, replayed (by its idempotency key), refused.',
    labelNames: ['command', 'result'],
    registers,
  })
  const commits = new Counter({
    name: 'orderd_commits_total',
    help: 'Commits of this process. Commands done for each of them: how well writes are grouped.',
    registers,
  })
  const commitTimes = new Histogram({
    name: 'orderd_commit_duration_seconds',
    help: 'How long commits to a SQLite file took, which is the time of the disk.',
    buckets: COMMIT_SECONDS,
    registers,
  })
  for (const [name, { help, label, isTotal, read }] of Object.entries(readings)) {
    ;new (isTotal ? Counter : Gauge)({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers,
      async collect() {
        this.reset()
        try {
          for (const [value, figure] of Object.entries(await read())) {
            if (label === undefined) this.inc(figure)
            else this.inc({ [label]: value }, figure)
          }
        } catch (error) {
          onError(name, error)
        }
      },
    })
  }
  return {
    served: requests.observe,
    commandDone: (command, result) => commands.inc({ command, result }),
    committed(tookMs) {
      commits.inc()
      if (tookMs !== undefined) commitTimes.observe(tookMs / 1000)
    },
    text: async () => `${requests.text()}\n${await registry.metrics()}`,
  }
}

/** A reading without a label. */
export const figure = (help: string, read: () => number | Promise<number>): Reading => ({
  help,
  read: async () => ({ '': await read() }),
})

const OPEN_FILES = figure('Open files and sockets.', () => readdirSync('/proc/self/fd').length)

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** The standard metrics of a process. prom-client's own need Node. */
export const processReadings = (startedAt: number): Record<string, Reading> => ({
  process_start_time_seconds: figure('When the process began.', () => startedAt / 1000),
  process_resident_memory_bytes: figure('Memory in use.', () => process.memoryUsage.rss()),
  process_cpu_seconds_total: { ...figure('Time on the processor.', cpuSeconds), isTotal: true },
  ...(process.platform === 'linux' ? { process_open_fds: OPEN_FILES } : {}),
})
