// `bun start`: the dashboard as its source is now, then orderd with the arguments of this call, in one
// process, so that a signal reaches the server.

import { buildDashboard } from './dashboard.ts'

await buildDashboard()
await import('#main.ts')
