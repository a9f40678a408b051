// Traces for OpenTelemetry: request, command, commit and webhook, each as a span when it has ended. The ids of a
// request's span are made from its request id, which is in the log of events: so a webhook, also one that another
// node sends later, belongs to the trace of the request that caused it.

import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { setGlobalErrorHandler } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  RandomIdGenerator,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { sha256Hex } from './crypto.ts'
import type { Log } from './log.ts'
import type { Served } from './request-histogram.ts'
import { type Cause, formatTraceparent, type TraceContext } from './trace-context.ts'
import { VERSION } from './version.ts'

interface EndedCommand extends Cause {
  name: string
  result: string
  /** Of performance.now(). */
  beganMs: number
}

interface EndedPost {
  status: number | null
  error: string | null
}

export interface Tracing {
  traceIdOf(cause: Cause): string
  served(request: Served & Cause): void
  commandDone(command: EndedCommand): void
  /** Before the commands that it committed are done. */
  committed(tookMs: number): void
  /** Returns the value of `traceparent` for the receiver, and what ends the span. */
  beginPost(
    cause: Cause,
    about: { url: string; attributes: Attributes },
  ): { traceparent: string; end(posted: EndedPost): void }
  /** Sends what is left, for a few seconds at most. */
  stop(): Promise<void>
}

/** Traces of clients that are remembered for their webhooks. */
const GIVEN_MAX = 10_000

export function createTracing(
  processor: SpanProcessor,
  onError: (error: unknown) => void = () => {},
): Tracing {
  setGlobalErrorHandler(onError)
  const random = new RandomIdGenerator()
  let next: { traceId: string; spanId: string } | null = null
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'orderd', 'service.version': VERSION }),
    spanProcessors: [processor],
    idGenerator: {
      generateTraceId: () => next?.traceId ?? random.generateTraceId(),
      generateSpanId: () => next?.spanId ?? random.generateSpanId(),
    },
  })
  const tracer = provider.getTracer('orderd', VERSION)
  const given = new Map<string, TraceContext>()
  let lastCommit: { beganMs: number; endedMs: number } | null = null

  /** The span of the request: the parent of what it caused. */
  function requestSpan({ requestId, trace: begun = given.get(requestId) }: Cause): TraceContext {
    const digest = sha256Hex(requestId)
    return {
      traceId: begun?.traceId ?? digest.slice(0, 32),
      spanId: digest.slice(32, 48),
      isSampled: begun?.isSampled ?? true,
    }
  }

  function remember({ requestId, trace: begun }: Cause): void {
    if (!begun) return
    given.set(requestId, begun)
    const [oldest] = given.keys()
    if (given.size > GIVEN_MAX && oldest !== undefined) given.delete(oldest)
  }

  return {
    traceIdOf: (cause) => requestSpan(cause).traceId,
    served({ method, route, status, durationMs, requestId, trace: begun }) {
      const { traceId, spanId } = requestSpan({ requestId, trace: begun })
      const endedMs = performance.now()
      next = { traceId, spanId }
      const span = tracer.startSpan(
        route === null ? method : `${method} ${route}`,
        {
          kind: SpanKind.SERVER,
          startTime: timeOf(endedMs - durationMs),
          attributes: {
            'http.request.method': method,
            'http.response.status_code': status,
            'orderd.request_id': requestId,
            ...(route === null ? {} : { 'http.route': route }),
          },
        },
        begun ? within(begun) : ROOT_CONTEXT,
      )
      next = null
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end(timeOf(endedMs))
    },
    commandDone({ name, result, beganMs, ...cause }) {
      remember(cause)
      const endedMs = performance.now()
      const span = tracer.startSpan(
        name,
        { startTime: timeOf(beganMs), attributes: { 'orderd.result': result } },
        within(requestSpan(cause)),
      )
      const isItsCommit = lastCommit !== null && lastCommit.endedMs >= beganMs
      if (result === 'done' && lastCommit !== null && isItsCommit) commitOf(span, lastCommit)
      span.end(timeOf(endedMs))
    },
    committed(tookMs) {
      const endedMs = performance.now()
      lastCommit = { beganMs: endedMs - tookMs, endedMs }
    },
    beginPost(cause, { url, attributes }) {
      const span = tracer.startSpan(
        'webhook',
        {
          kind: SpanKind.CLIENT,
          // The path and the query of a receiver may have a secret in them.
          attributes: {
            ...attributes,
            'http.request.method': 'POST',
            'server.address': new URL(url).hostname,
          },
        },
        within(requestSpan(cause)),
      )
      const { traceId, spanId, traceFlags } = span.spanContext()
      const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0
      return {
        traceparent: formatTraceparent({ traceId, spanId, isSampled }),
        end({ status, error }) {
          if (status !== null) span.setAttribute('http.response.status_code', status)
          const isFailure = status === null || status >= 400
          if (isFailure) span.setStatus({ code: SpanStatusCode.ERROR, message: error ?? '' })
          span.end()
        },
      }
    },
    async stop() {
      await provider.shutdown().catch(onError)
    },
  }

  function commitOf(
    command: Span,
    { beganMs, endedMs }: { beganMs: number; endedMs: number },
  ): void {
    tracer
      .startSpan('commit', { startTime: timeOf(beganMs) }, trace.setSpan(ROOT_CONTEXT, command))
      .end(timeOf(endedMs))
  }
}

/** Epoch ms with its fraction. */
const timeOf = (performanceMs: number): number => performance.timeOrigin + performanceMs

const within = ({ traceId, spanId, isSampled }: TraceContext) =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  })

/** Sends to `<url>/v1/traces`; what a collector does not take is lost, and logged once for each reason. */
export function tracingTo(url: string, log: Log): Tracing {
  let lastReason = ''
  const onError = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error)
    if (reason !== lastReason) log.warn('traces were not sent', { reason })
    lastReason = reason
  }
  const exporter = new OTLPTraceExporter({
    url: `${url.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: 3_000,
  })
  return createTracing(new BatchSpanProcessor({ exporter, exportTimeoutMillis: 3_000 }), onError)
}
