// A tracking link followed as a customer would, without an account. A lost connection is reported and
// waited out; the program ends with the order.
// bun examples/order-tracker.ts http://localhost:3000 <tracking token>

import { createClient } from 'orderd-client'

const [baseUrl = 'http://localhost:3000', trackingToken = ''] = process.argv.slice(2)
const client = createClient({ baseUrl })
const FINAL: readonly string[] = ['delivered', 'completed', 'cancelled', 'expired', 'refunded']

let printed = ''
const say = (text: string): void => {
  if (text !== printed) console.log(text)
  printed = text
}

client.subscribe(`track:${trackingToken}`, {}, ({ items: [order], status, error }) => {
  if (error) {
    say(`This link leads nowhere: ${error.message}`)
    client.close()
  } else if (status === 'offline') say('The connection is lost; still trying.')
  else if (order && status === 'live') {
    say(`Order ${order.number ?? '(draft)'}: ${order.display_status.replaceAll('_', ' ')}`)
    if (FINAL.includes(order.display_status)) client.close()
  }
})
