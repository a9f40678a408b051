// The dashboard: what an operator keeps open all day. It speaks to the server through #client alone,
// so that whatever it can do, any user of the API can do.
//
// app/      client, live feed, routes, frame, keys        parts/   what all views are made of:
// session/  sign-in, set-up, account                        button, form (fields with the server's
// board/    the live board                                  errors), dialog (and confirm), toast
// orders/   the table, and the steps of an order            (notify with undo), menu, states (empty,
// order/    one order                                       failure, bones), money, time, status
// products/, new-order/, customers/, overview/, settings/, imports/: a place or page each
// track/    what the customer's tracking page loads; apart from all of the above
// look/     tokens.css, then sheets for what belongs together
//
// A new view: a folder, a route in app/router.tsx (lazy), a line in app/places.ts, a sheet in look/.

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { language } from '#dashboard/lib/language.ts'
import { startSession } from '#dashboard/lib/session.ts'
import { applyTheme } from '#dashboard/lib/theme.ts'
import { router } from './app/router.tsx'

// The client tries again where that is safe, and the feed says what is old: nothing is left to poll.
const cache = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      staleTime: 30_000,
      networkMode: 'always',
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

document.documentElement.lang = language
applyTheme()
startSession()

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
