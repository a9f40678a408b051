// Follows one parcel by its tracking link, as a customer would: no account, no token of one. A lost
// connection is said and waited out; it ends when there is nothing more to wait for.
// bun examples/order-tracker.ts http://localhost:3000 <tracking token>

import { createClient } from 'orderd-client'

const [baseUrl = 'http://localhost:3000', trackingToken = ''] = process.argv.slice(2)
const client = createClient({ baseUrl })
const FINAL: readonly string[] = ['delivered', 'completed', 'cancelled', 'expired', 'refunded']

let told = ''
const say = (text: string): void => {
  if (text !== told) console.log(text)
  told = text
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
