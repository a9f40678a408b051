// The routes of the composed application: a check that each has a guard, and the table that tells a wrong
// method (405 with Allow) from an absent path (404).

import { isGuard } from './guard.ts'

interface Route {
  method: string
  path: string
  hooks: { transform?: unknown }
}

export interface RouteTable {
  /** The methods that a path answers to, none where it is not there. */
  methodsOf(path: string): string[]
}

/** Throws where a route would be open for want of a policy. */
export function assertGuarded(routes: readonly Route[]): void {
  const open = routes.filter(({ method, hooks }) => method !== 'WS' && !hasGuard(hooks.transform))
  if (open.length === 0) return
  throw new Error(`routes without who: ${open.map((r) => `${r.method} ${r.path}`).join(', ')}`)
}

function hasGuard(transform: unknown): boolean {
  const hooks: unknown[] = Array.isArray(transform) ? transform : [transform]
  return hooks.some((hook) => {
    if (typeof hook === 'function') return isGuard(hook)
    const isStep = typeof hook === 'object' && hook !== null && 'fn' in hook
    return isStep && typeof hook.fn === 'function' && isGuard(hook.fn)
  })
}

export function routeTable(routes: readonly Pick<Route, 'method' | 'path'>[]): RouteTable {
  const byPattern = new Map<string, Set<string>>()
  for (const { method, path } of routes) {
    const methods = byPattern.get(path) ?? new Set()
    byPattern.set(path, methods.add(method === 'WS' ? 'GET' : method))
    // Elysia answers HEAD wherever it answers GET.
    if (method === 'GET') methods.add('HEAD')
  }
  const patterns = [...byPattern].map(([path, methods]) => ({ parts: partsOf(path), methods }))
  return {
    methodsOf(path) {
      const parts = partsOf(path)
      const found = patterns.filter((pattern) => matches(pattern.parts, parts))
      return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort()
    },
  }
}

const partsOf = (path: string): string[] => path.replace(/\/$/, '').split('/')

const matches = (pattern: string[], parts: string[]): boolean =>
  (pattern.length === parts.length || pattern.at(-1) === '*') &&
  pattern.every((part, i) => part === '*' || part === parts[i] || (part[0] === ':' && !!parts[i]))
