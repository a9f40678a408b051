// The script of the tracking page loads the page again at each event of the order and replaces its
// content. The page is complete without it; each text comes from the server, in the reader's language.

import { createClient, type Status } from '#client/index.ts'

/** The page is loaded once in this time at most. */
const EVERY_MS = 2_000

const token = location.pathname.split('/').at(-1) ?? ''

let timer: ReturnType<typeof setTimeout> | null = null
let isWanted = false

function refresh(): void {
  if (timer !== null) {
    isWanted = true
    return
  }
  isWanted = false
  timer = setTimeout(() => {
    timer = null
    if (isWanted) refresh()
  }, EVERY_MS)
  void load()
}

async function load(): Promise<void> {
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } })
    if (!response.ok) return
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
    const [now, next] = [document.querySelector('main'), fresh.querySelector('main')]
    if (now === null || next === null) return
    now.replaceWith(next)
    document.title = fresh.title
  } catch {
    // Out of reach: the status line says so, and the next event loads again.
  }
}

function show(status: Status): void {
  const line = document.getElementById('live')
  if (line === null) return
  line.hidden = false
  line.dataset.status = status
  line.textContent = line.dataset[status] ?? ''
}

let wasLive = false
createClient().subscribe(`track:${token}`, { snapshot: 'none', onEvent: refresh }, ({ status }) => {
  show(status)
  // Events from before the connection are not sent: load once when it is live.
  if (status === 'live' && !wasLive) refresh()
  wasLive = status === 'live'
})
