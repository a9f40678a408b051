// The dashboard is the operator's view of the shop. It speaks to the server through #client alone, so that
// a user of the API can do all that it does.
//
// Layers, held by the linter. Each imports those above it in this list, and itself:
// lib/      client, session, live feed, money, language and texts: no markup beyond a word
// parts/    the parts of all views: button, form, dialog, table, list, toast, status; order/: of an order
// views/    a folder for each view; a view imports no other. order-detail/ has sub-folders, which
//           import neither it nor each other
// app/      routes, navigation and the frame around the views
// Beside them: look/ (tokens, the list of style sheets), track/ (the customer's tracking page).
//
// A new view is a folder in views/ with its style sheet (imported in look/index.css), a lazy route in
// app/router.tsx, an entry in app/navigation.ts, and a section in src/texts/en.ts and de.ts.

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { language } from '#dashboard/lib/language.ts'
import { startSession } from '#dashboard/lib/session.ts'
import { applyTheme } from '#dashboard/lib/theme.ts'
import { router } from './app/router.tsx'

// No retry and no polling here: the client retries what is safe, and the live feed marks what is stale.
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
