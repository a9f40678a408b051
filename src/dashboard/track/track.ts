// The tracking page, live: whenever the order moves, the server is asked for the page anew and its
// content put in place of the old. The page is whole without this; it must never show what the server
// did not render.

import { createClient, type Status } from '#client/index.ts'

/** However much happens, the page is asked for so often at most. */
const EVERY_MS = 2_000

const token = location.pathname.split('/').at(-1) ?? ''
const WORDS: Readonly<Record<Status, string>> = {
  live: 'Live',
  connecting: 'Connecting',
  catching_up: 'Catching up',
  offline: 'Offline: this is how it was',
}

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
    // Out of reach: the line below the heading says so, and the next event asks again.
  }
}

function show(status: Status): void {
  const line = document.getElementById('live')
  if (line === null) return
  line.hidden = false
  line.dataset.status = status
  line.textContent = WORDS[status]
}

let wasLive = false
createClient().subscribe(`track:${token}`, { snapshot: 'none', onEvent: refresh }, ({ status }) => {
  show(status)
  // What came in between was not told as events.
  if (status === 'live' && !wasLive) refresh()
  wasLive = status === 'live'
})
