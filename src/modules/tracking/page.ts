// The tracking page is complete as the server sends it, and live where its script runs. Every text that a
// person typed is escaped by `safe`; a link leads to http(s) only.

import type { Settings } from '#domain/settings.ts'
import { PAGE_POLICY, SECURITY_HEADERS } from '#http/headers.ts'
import { de } from '#texts/de.ts'
import { en, type Texts } from '#texts/en.ts'
import type { Language } from '#texts/languages.ts'
import type { Tracked } from './model.ts'

type Shop = Pick<Settings, 'shop_name' | 'timezone'>
type Parcel = Tracked['fulfillments'][number]
type Line = Tracked['lines'][number]
type Catalog = Texts['tracking']

const CATALOGS: Readonly<Record<Language, Catalog>> = { en: en.tracking, de: de.tracking }

/** Of dates: 24 hours in both languages. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' }

const STOPPED: ReadonlySet<Tracked['display_status']> = new Set(['cancelled', 'expired'])

const safe = (text: string): string => Bun.escapeHTML(text)

export function trackingPage(tracked: Tracked, shop: Shop, language: Language): Response {
  const t = CATALOGS[language]
  const { display_status } = tracked
  const time = timeIn(shop.timezone, language)
  const number = tracked.number === null ? t.yourOrder : t.order(tracked.number)
  const state = stateOf(tracked, t)
  const note = noteOf(tracked, t)
  const main = `<h1>${safe(number)}</h1>
<p class="state" data-status="${display_status}">${safe(state)}</p>
${note === undefined ? '' : `<p class="note">${safe(note)}</p>`}
${STOPPED.has(display_status) ? '' : steps(tracked, t)}
${panel(
  t.parcels,
  tracked.fulfillments.map((one) => parcel(one, t, time)),
)}
${panel(
  t.items,
  tracked.lines.map((line) => item(line, t)),
)}
${panel(
  t.timeline,
  tracked.timeline.toReversed().flatMap((one) => timelineEntry(one, t, time)),
)}
<p class="zone">${safe(t.zone(shop.timezone))}</p>`
  const name = shop.shop_name === '' ? t.yourOrder : shop.shop_name
  return html({ title: `${number}: ${state} · ${name}`, name, main, live: liveStatus(t), language })
}

/** 404, for a token of no order. */
export function absentPage({ shop_name }: Pick<Shop, 'shop_name'>, language: Language): Response {
  const { absent, orderTracking } = CATALOGS[language]
  const name = shop_name === '' ? orderTracking : shop_name
  const main = `<h1>${safe(absent.heading)}</h1>
<p>${safe(absent.help)}</p>`
  return html({ title: `${absent.title} · ${name}`, name, main, live: '', language }, 404)
}

interface Page {
  title: string
  /** Of the shop, or in its place. */
  name: string
  main: string
  /** The status line of the script; empty on a page that follows no order. */
  live: string
  language: Language
}

const SCRIPT = '<script type="module" src="/dashboard/track.js"></script>\n'

const html = ({ title, name, main, live, language }: Page, status = 200): Response =>
  new Response(
    `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${safe(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/dashboard/track.css">
${live === '' ? '' : SCRIPT}</head>
<body>
<header><span>${safe(name)}</span>${live}</header>
<main>
${main}
</main>
</body>
</html>
`,
    {
      status,
      headers: {
        ...SECURITY_HEADERS,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': PAGE_POLICY,
        'content-language': language,
        vary: 'Accept, Accept-Language',
      },
    },
  )

/** The script writes the text of a status out of `data-<status>`. */
const liveStatus = ({ live }: Catalog): string =>
  `<span id="live" role="status" hidden${Object.entries(live)
    .map(([status, text]) => ` data-${status}="${safe(text)}"`)
    .join('')}></span>`

/** An order that came back complete is neither on its way nor delivered any more. */
function stateOf({ display_status, return_status }: Tracked, t: Catalog): string {
  if (return_status !== 'returned' || STOPPED.has(display_status)) return t.states[display_status]
  return display_status === 'refunded' ? t.returnedAndRefunded : t.returned
}

function noteOf({ display_status, return_status }: Tracked, t: Catalog): string | undefined {
  const notes: Partial<Record<Tracked['display_status'], string>> = t.notes
  const returns: Partial<Record<Tracked['return_status'], string>> = t.returns
  return notes[display_status] ?? returns[return_status]
}

type Progress = 'done' | 'partly' | 'open'

function steps({ status, placed_at, fulfillment_status }: Tracked, t: Catalog): string {
  const isConfirmed = status === 'confirmed' || status === 'completed'
  const isShipped = fulfillment_status === 'fulfilled' || fulfillment_status === 'delivered'
  const shipping: [string, Progress][] =
    fulfillment_status === 'not_required'
      ? [[t.steps.completed, status === 'completed' ? 'done' : 'open']]
      : [
          [t.steps.shipped, progress(isShipped, fulfillment_status === 'partially_fulfilled')],
          [t.steps.delivered, progress(fulfillment_status === 'delivered')],
        ]
  const all: [string, Progress][] = [
    [t.steps.ordered, progress(placed_at !== null)],
    [t.steps.confirmed, progress(isConfirmed)],
    ...shipping,
  ]
  const newest = all.findLastIndex(([, at]) => at !== 'open')
  const items = all.map(([word, at], i) => {
    const current = i === newest ? ' aria-current="step"' : ''
    return `<li data-at="${at}"${current}>${safe(word)}</li>`
  })
  return `<ol class="steps" aria-label="${safe(t.progress)}">${items.join('')}</ol>`
}

const progress = (isDone: boolean, isPartly = false): Progress =>
  isDone ? 'done' : isPartly ? 'partly' : 'open'

const panel = (title: string, items: readonly string[]): string =>
  items.length === 0
    ? ''
    : `<section aria-label="${safe(title)}"><h2>${safe(title)}</h2><ul>${items
        .map((item) => `<li>${item}</li>`)
        .join('')}</ul></section>`

function parcel(
  { number, status, carrier, tracking, shipped_at, delivered_at }: Parcel,
  t: Catalog,
  time: TimeText,
): string {
  const name = `<span>${safe([t.parcel(number), carrier ?? []].flat().join(', '))}</span>`
  const at = delivered_at ?? shipped_at
  const state = `<span>${safe(t.parcelStates[status])}${at === null ? '' : ` ${time(at)}`}</span>`
  return [name, ...tracking.map(trackingNumber), state].join(' ')
}

function trackingNumber({ number, url }: Parcel['tracking'][number]): string {
  const text = safe(number)
  return url !== null && /^https?:\/\//i.test(url)
    ? `<a href="${safe(url)}" rel="noopener noreferrer">${text}</a>`
    : `<span class="mono">${text}</span>`
}

function item(
  { title, quantity, cancelled, shipped, delivered, returned }: Line,
  t: Catalog,
): string {
  // A returned unit was delivered first, unless it came back undeliverable.
  const undeliverable = Math.max(0, returned - delivered)
  const counts: [number, (count: number) => string][] = [
    [cancelled, t.itemsCancelled],
    [shipped - delivered - undeliverable, t.itemsOnTheWay],
    [delivered - returned, t.itemsDelivered],
    [returned, t.itemsReturned],
  ]
  const words = counts.flatMap(([count, textOf]) => (count > 0 ? [textOf(count)] : []))
  return `<span>${quantity} × ${safe(title)}</span> <span>${safe(words.join(', '))}</span>`
}

/** Empty for an event that means nothing to a customer. */
function timelineEntry(
  { type, at }: Tracked['timeline'][number],
  { events }: Catalog,
  time: TimeText,
): string[] {
  const texts: Readonly<Record<string, string>> = events
  const text = texts[type]
  return text === undefined ? [] : [`<span>${safe(text)}</span> ${time(at)}`]
}

type TimeText = (at: string) => string

/** In the time zone of the shop, which the page names: every reader sees the same time. */
function timeIn(timeZone: string, language: Language): TimeText {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  })
  return (at) => `<time datetime="${at}">${format.format(Date.parse(at))}</time>`
}
