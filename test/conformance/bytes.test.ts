// Socket, stream and long poll give the same events in the same order, byte for byte (T8), whether they
// happen meanwhile or have happened before.

import { expect, test } from 'bun:test'
import { eachOrderd } from '../helpers/process.ts'
import { type EventReader, WAYS } from './event-readers.ts'
import { admin, ENV, logged, ORDER, signIn, until } from './shop.ts'

const LONG_MS = 60_000

const said = ({ heard }: EventReader): string => heard.map(({ text }) => text).join('')

/** The events in each way's own wrapping. */
const EVENTS: Record<string, (text: string) => string[]> = {
  socket: (text) => text.split(/\{"op":"ev"|\{"op":"evs"|\{"subs":\[/).flatMap(unwrapped),
  stream: (text) => [...text.matchAll(/^data: (.*)$/gm)].map(([, event = '']) => event),
  poll: (text) => text.split('{"epoch":').flatMap(listed),
}

/** Of `...,"e":<event>}` with whatever a frame has around it. */
function unwrapped(part: string): string[] {
  const [, event] = /"e":(\{.*?"request_id":"[^"]*"\})/.exec(part) ?? []
  return event === undefined ? [] : [event]
}

function listed(page: string): string[] {
  const items = page.slice(page.indexOf('[') + 1, page.indexOf('],"next"'))
  return items === '' ? [] : items.split(/,(?=\{"seq":)/)
}

eachOrderd((orderd) => {
  test(
    'socket, stream and long poll give the same bytes, live and from the log (T8)',
    async () => {
      const server = await orderd.serve([], { env: ENV })
      const { token } = await signIn(server)
      const writer = admin(server)
      const { next: after } = await writer.events.list({ after: 'now' })
      const listen = () => WAYS.map((way) => way(server, token, { topic: 'orders', after }))
      const live = listen()
      const { id } = await writer.orders.create({
        ...ORDER,
        email: 'é@example.com',
        tags: ['"{', '😀'],
      })
      await Promise.all(Array.from({ length: 30 }, () => writer.orders.create(ORDER)))
      await writer.orders.update(id, { tags: ['],"next"'] })
      await writer.orders.hold(id)
      await writer.orders.cancel(id, { reason: 'customer' })
      const late = listen()
      const wanted = (await logged(writer)).map((event) => JSON.stringify(event))
      expect(wanted.length).toBeGreaterThanOrEqual(34)
      for (const ear of [...live, ...late]) {
        const events = () => EVENTS[ear.way]!(said(ear))
        await until(() => events().length >= wanted.length)
        expect([ear.way, events()]).toEqual([ear.way, wanted])
      }
    },
    LONG_MS,
  )
})
