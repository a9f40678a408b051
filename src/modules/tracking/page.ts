// The tracking link as a page for people: whole as it comes from the server, live where its script
// runs. Everything that somebody once typed goes through `safe`, and a link leads to http(s) alone.

import type { Settings } from '#domain/settings.ts'
import { PAGE_POLICY, SECURITY_HEADERS } from '#http/headers.ts'
import type { Tracked } from './model.ts'

/** Of the settings, what the page says. */
type Shop = Pick<Settings, 'shop_name' | 'timezone'>

type Parcel = Tracked['fulfillments'][number]
type Line = Tracked['lines'][number]

const safe = (text: string): string => Bun.escapeHTML(text)

const STATES: Readonly<Record<Tracked['display_status'], string>> = {
  draft: 'Not placed yet',
  pending: 'Pending',
  processing: 'Processing',
  on_hold: 'On hold',
  partially_shipped: 'Partly shipped',
  shipped: 'Shipped',
  delivered: 'Delivered',
  completed: 'Completed',
  refunded: 'Refunded',
  cancelled: 'Cancelled',
  expired: 'Expired',
}

const STOPPED: ReadonlySet<Tracked['display_status']> = new Set(['cancelled', 'expired'])

const PARCELS: Readonly<Record<Parcel['status'], string>> = {
  pending: 'Being prepared',
  packed: 'Packed',
  shipped: 'On its way',
  delivered: 'Delivered',
}

/** What of the timeline says something to a customer. */
const STORY: Readonly<Record<string, string>> = {
  'order.placed': 'Ordered',
  'order.confirmed': 'Confirmed',
  'order.held': 'Put on hold',
  'order.released': 'Goes on',
  'order.edited': 'Changed',
  'order.cancelled': 'Cancelled',
  'order.expired': 'Expired',
  'fulfillment.created': 'A parcel is planned',
  'fulfillment.packed': 'A parcel is packed',
  'fulfillment.shipped': 'A parcel is on its way',
  'fulfillment.delivered': 'A parcel is delivered',
  'fulfillment.cancelled': 'A parcel is cancelled',
  'return.requested': 'A return is requested',
  'return.approved': 'The return is approved',
  'return.rejected': 'The return is refused',
  'return.received': 'The goods are back',
  'return.closed': 'The return is done',
  'return.cancelled': 'The return is cancelled',
}

const NOTES: Partial<Record<Tracked['display_status'], string>> = {
  cancelled: 'This order was cancelled. Nothing more is sent.',
  expired: 'This order was not confirmed in time, and nothing is sent. It can be placed again.',
  on_hold: 'The shop is looking into it. It goes on from where it is.',
}

const RETURNS: Partial<Record<Tracked['return_status'], string>> = {
  requested: 'A return is asked for; the shop has not answered yet.',
  in_progress: 'A return is agreed on: the goods are awaited.',
  partially_returned: 'A part of it came back.',
}

const HEADERS = {
  ...SECURITY_HEADERS,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': PAGE_POLICY,
} as const

export function trackingPage(tracked: Tracked, { shop_name, timezone }: Shop): Response {
  const { display_status } = tracked
  const name = shop_name === '' ? 'Your order' : shop_name
  const time = timeIn(timezone)
  const number = tracked.number === null ? 'Your order' : `Order ${tracked.number}`
  const state = stateOf(tracked)
  const isStopped = STOPPED.has(display_status)
  const note = NOTES[display_status] ?? RETURNS[tracked.return_status]
  const main = `<h1>${safe(number)}</h1>
<p class="state" data-status="${display_status}">${safe(state)}</p>
${note === undefined ? '' : `<p class="note">${note}</p>`}
${isStopped ? '' : steps(tracked)}
${panel(
  'Parcels',
  tracked.fulfillments.map((one) => parcel(one, time)),
)}
${panel('Items', tracked.lines.map(item))}
${panel(
  'What happened',
  tracked.timeline.toReversed().flatMap((one) => story(one, time)),
)}
<p class="zone">Times are those of the shop, in ${safe(timezone)}.</p>`
  const title = `${number}: ${state} · ${name}`
  return new Response(html({ title, name, main, isLive: true }), { headers: HEADERS })
}

/** What came back as a whole is neither on its way nor delivered any more. */
function stateOf({ display_status, return_status }: Tracked): string {
  if (return_status !== 'returned' || STOPPED.has(display_status)) return STATES[display_status]
  return display_status === 'refunded' ? 'Returned and refunded' : 'Returned'
}

/** For a token that is none: 404. */
export function absentPage({ shop_name }: Pick<Shop, 'shop_name'>): Response {
  const name = shop_name === '' ? 'Order tracking' : shop_name
  const main = `<h1>There is no order at this address</h1>
<p>A part of the link may be missing. Open it from the message that it came with, or ask the shop for
it again.</p>`
  const title = `No such order · ${name}`
  return new Response(html({ title, name, main, isLive: false }), { status: 404, headers: HEADERS })
}

interface Page {
  title: string
  /** Whose page it is. */
  name: string
  main: string
  /** It follows what happens. */
  isLive: boolean
}

const LIVE = '<script type="module" src="/dashboard/track.js"></script>\n'

const html = ({ title, name, main, isLive }: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${safe(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/dashboard/track.css">
${isLive ? LIVE : ''}</head>
<body>
<header><span>${safe(name)}</span><span id="live" role="status" hidden></span></header>
<main>
${main}
</main>
</body>
</html>
`

type At = 'done' | 'partly' | 'open'

function steps({ status, placed_at, fulfillment_status }: Tracked): string {
  const isConfirmed = status === 'confirmed' || status === 'completed'
  const isShipped = fulfillment_status === 'fulfilled' || fulfillment_status === 'delivered'
  const shipping: [string, At][] =
    fulfillment_status === 'not_required'
      ? [['Completed', status === 'completed' ? 'done' : 'open']]
      : [
          ['Shipped', partly(isShipped, fulfillment_status === 'partially_fulfilled')],
          ['Delivered', fulfillment_status === 'delivered' ? 'done' : 'open'],
        ]
  const all: [string, At][] = [
    ['Ordered', placed_at === null ? 'open' : 'done'],
    ['Confirmed', isConfirmed ? 'done' : 'open'],
    ...shipping,
  ]
  const newest = all.findLastIndex(([, at]) => at !== 'open')
  const items = all.map(([word, at], i) => {
    const current = i === newest ? ' aria-current="step"' : ''
    return `<li data-at="${at}"${current}>${word}</li>`
  })
  return `<ol class="steps" aria-label="Progress">${items.join('')}</ol>`
}

const partly = (isDone: boolean, isPartly: boolean): At =>
  isDone ? 'done' : isPartly ? 'partly' : 'open'

const panel = (title: string, items: readonly string[]): string =>
  items.length === 0
    ? ''
    : `<section aria-label="${title}"><h2>${title}</h2><ul>${items
        .map((item) => `<li>${item}</li>`)
        .join('')}</ul></section>`

function parcel(
  { number, status, carrier, tracking, shipped_at, delivered_at }: Parcel,
  time: TimeText,
): string {
  const name = `<span>Parcel ${number}${carrier === null ? '' : `, ${safe(carrier)}`}</span>`
  const at = delivered_at ?? shipped_at
  const state = `<span>${PARCELS[status]}${at === null ? '' : ` ${time(at)}`}</span>`
  return [name, ...tracking.map(trackingNumber), state].join(' ')
}

function trackingNumber({ number, url }: Parcel['tracking'][number]): string {
  const text = safe(number)
  return url !== null && /^https?:\/\//i.test(url)
    ? `<a href="${safe(url)}" rel="noopener noreferrer">${text}</a>`
    : `<span class="mono">${text}</span>`
}

function item({ title, quantity, cancelled, shipped, delivered, returned }: Line): string {
  // What came back was delivered first, unless it turned round on the way.
  const turnedRound = Math.max(0, returned - delivered)
  const counts: [number, string][] = [
    [cancelled, 'cancelled'],
    [shipped - delivered - turnedRound, 'on the way'],
    [delivered - returned, 'delivered'],
    [returned, 'returned'],
  ]
  const words = counts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : []))
  return `<span>${quantity} × ${safe(title)}</span> <span>${words.join(', ')}</span>`
}

function story({ type, at }: Tracked['timeline'][number], time: TimeText): string[] {
  const words = STORY[type]
  return words === undefined ? [] : [`<span>${words}</span> ${time(at)}`]
}

type TimeText = (at: string) => string

/** In the zone of the shop, which the page names: the same for every reader, wherever they are. */
function timeIn(timeZone: string): TimeText {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  })
  return (at) => `<time datetime="${at}">${format.format(Date.parse(at))}</time>`
}
