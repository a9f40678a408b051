// The metrics of the process for Prometheus: counters, and readings made at each scrape. No label has a value
// of a request: a route is its pattern, and all unknown routes share one label.

import { readdirSync } from 'node:fs'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

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

/** An answered request. */
interface Served {
  method: string
  /** The pattern; null where no route matched. */
  route: string | null
  status: number
  durationMs: number
}

export interface Metrics {
  served(request: Served): void
  commandDone(command: string, result: string): void
  committed(): void
  text(): Promise<string>
}

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE

/** Bounds of the histogram: most reads take under a millisecond. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics(
  readings: Readonly<Record<string, Reading>>,
  onError: (name: string, error: unknown) => void,
): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'orderd_http_request_duration_seconds',
    help: 'Requests by method, route and status, and how long they took.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
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
    served: ({ method, route, status, durationMs }) =>
      requests.observe({ method, route: route ?? 'none', status }, durationMs / 1000),
    commandDone: (command, result) => commands.inc({ command, result }),
    committed: () => commits.inc(),
    text: () => registry.metrics(),
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
