// A frame batch has the events of one tick: each event once, with the names of all subscriptions it is
// for. Pure: equal input gives equal text, so connections with equal subscriptions share a frame.

import type { Audience, LogEvent } from '#events/event.ts'
import type { Verdict } from './filter.ts'
import { judge, type Subscription, widerAudience } from './subscription.ts'

/** A frame is closed when it is this long, so that one batch cannot fill a socket's buffer. */
const FRAME_CHARS = 64 * 1024

export interface Frame {
  text: string
  /** All events up to this seq are in this frame or an earlier one, or match no subscription. */
  upTo: number
}

export interface FrameBatch {
  frames: readonly Frame[]
  /** For each subscription the newest seq that names it; 0 for none. */
  announced: readonly number[]
}

const NOTHING: readonly Frame[] = []

export function batchFrames(
  subscriptions: readonly Subscription[],
  events: readonly LogEvent[],
): FrameBatch {
  const announced = subscriptions.map(() => 0)
  const frames: Frame[] = []
  let items: string[] = []
  let chars = 0
  let upTo = 0
  const close = () => {
    if (items.length > 0) frames.push({ text: frameOf(items), upTo })
    items = []
    chars = 0
  }
  for (const event of events) {
    const item = itemOf(subscriptions, event, announced)
    if (item === null) continue
    if (chars + item.length > FRAME_CHARS) close()
    items.push(item)
    chars += item.length
    upTo = event.seq
  }
  close()
  return { frames: frames.length === 0 ? NOTHING : frames, announced }
}

const frameOf = (items: readonly string[]): string =>
  items.length === 1
    ? `{"op":"ev",${items[0]?.slice(1)}`
    : `{"op":"evs","list":[${items.join(',')}]}`

/** One event with the subscriptions it is for, or null. Notes its seq for each in `announced`. */
function itemOf(
  subscriptions: readonly Subscription[],
  event: LogEvent,
  announced: number[],
): string | null {
  let audience: Audience | null = null
  let names = ''
  let first: Verdict = 'match'
  let dirs = ''
  let isMixed = false
  for (let i = 0; i < subscriptions.length; i++) {
    const subscription = subscriptions[i]
    if (subscription === undefined || event.seq <= subscription.position) continue
    const { topic, filter, quoted } = subscription
    const verdict = judge(topic, filter, event)
    if (verdict === 'none') continue
    announced[i] = event.seq
    if (audience === null) {
      audience = topic.audience
      names = quoted
      first = verdict
    } else {
      audience = widerAudience(audience, topic.audience)
      names += `,${quoted}`
      isMixed ||= verdict !== first
    }
    if (verdict !== 'match') dirs += `${dirs === '' ? '' : ','}${quoted}:"${verdict}"`
  }
  if (audience === null) return null
  return `{"subs":[${names}],"e":${event.textFor(audience)}${directionOf(first, isMixed, dirs)}}`
}

/** `dir` where all agree, `dirs` by name where they differ, nothing where no row enters or leaves. */
function directionOf(first: Verdict, isMixed: boolean, dirs: string): string {
  if (isMixed) return `,"dirs":{${dirs}}`
  return first === 'match' ? '' : `,"dir":"${first}"`
}
