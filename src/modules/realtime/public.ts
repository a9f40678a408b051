// The interface of the realtime module to app.ts, besides its routes.

export { createLive } from './live.ts'
export { SOCKET_LIMITS } from './socket/sockets.ts'
