// The open orders of a shop, as a list that stays true: after a break it connects again and catches up.
// bun examples/live-list.ts http://localhost:3000 odk_...

import { createClient } from 'orderd-client'

const [baseUrl = 'http://localhost:3000', token = ''] = process.argv.slice(2)
const client = createClient({ baseUrl, token })

const filter = { status: ['pending', 'confirmed'] } as const
client.subscribe('orders', { filter }, ({ items, status, error }) => {
  console.log(`-- ${items.length} open, ${status}${error ? `: ${error.message}` : ''}`)
  for (const { number, display_status, total, currency } of items) {
    console.log([number, display_status, total, currency].join('\t'))
  }
})
