// English: every text of the dashboard and of the tracking page. A text with a number or a name in it is
// a function of it, so that each language puts it where its grammar wants it.

export const en = {
  // Words that several views share: buttons, statuses, units.
  common: {},

  // The frame: navigation, shortcuts, the line that says live.
  app: {},

  // Sign-in and set-up.
  session: {},

  // The account of the signed-in person.
  account: {
    language: 'Language',
    languageOfBrowser: 'As the browser',
  },

  // The live board.
  board: {},

  // The table of orders, its filters, bulk actions and export.
  orders: {},

  // One order.
  orderDetail: {},

  // The payments of one order.
  payments: {},

  // The fulfillments of one order, and its print views.
  parcels: {},

  // The returns and exchanges of one order.
  returns: {},

  // The edit dialog of one order.
  edit: {},

  // A new order.
  newOrder: {},

  // Products and stock.
  products: {},

  // Customers and their personal data.
  customers: {},

  // Imports.
  imports: {},

  // Sales and open work.
  overview: {},

  // Settings.
  settings: {},

  // Parts that all views are made of, and what several views do to an order.
  parts: {},

  // The tracking page, which the server renders.
  tracking: {
    yourOrder: 'Your order',
    orderTracking: 'Order tracking',
    order: (number: string) => `Order ${number}`,
    states: {
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
    },
    returned: 'Returned',
    returnedAndRefunded: 'Returned and refunded',
    notes: {
      cancelled: 'This order was cancelled. Nothing more will be sent.',
      expired:
        'This order was not confirmed in time, so nothing will be sent. You can order again.',
      on_hold: 'The shop is checking this order. It will continue after that.',
    },
    returns: {
      requested: 'A return is requested. The shop has not answered yet.',
      in_progress: 'The return is approved. The shop is waiting for the items.',
      partially_returned: 'Some of the items were returned.',
    },
    progress: 'Progress',
    steps: {
      ordered: 'Ordered',
      confirmed: 'Confirmed',
      shipped: 'Shipped',
      delivered: 'Delivered',
      completed: 'Completed',
    },
    parcels: 'Parcels',
    parcel: (number: number) => `Parcel ${number}`,
    parcelStates: {
      pending: 'Being prepared',
      packed: 'Packed',
      shipped: 'On its way',
      delivered: 'Delivered',
    },
    items: 'Items',
    itemsCancelled: (count: number) => `${count} cancelled`,
    itemsOnTheWay: (count: number) => `${count} on the way`,
    itemsDelivered: (count: number) => `${count} delivered`,
    itemsReturned: (count: number) => `${count} returned`,
    timeline: 'History',
    events: {
      'order.placed': 'Order placed',
      'order.confirmed': 'Order confirmed',
      'order.held': 'Order put on hold',
      'order.released': 'Order continued',
      'order.edited': 'Order changed',
      'order.cancelled': 'Order cancelled',
      'order.expired': 'Order expired',
      'fulfillment.created': 'Parcel being prepared',
      'fulfillment.packed': 'Parcel packed',
      'fulfillment.shipped': 'Parcel shipped',
      'fulfillment.delivered': 'Parcel delivered',
      'fulfillment.cancelled': 'Parcel cancelled',
      'return.requested': 'Return requested',
      'return.approved': 'Return approved',
      'return.rejected': 'Return declined',
      'return.received': 'Returned items received',
      'return.closed': 'Return completed',
      'return.cancelled': 'Return cancelled',
    },
    zone: (timezone: string) => `Times are in the time zone of the shop, ${timezone}.`,
    live: {
      live: 'Live',
      connecting: 'Connecting',
      catching_up: 'Updating',
      offline: 'Offline. This page may be out of date.',
    },
    absent: {
      title: 'No such order',
      heading: 'There is no order at this address',
      help: 'A part of the link may be missing. Open it from the message that it came with, or ask the shop for it again.',
    },
  },
}

/** A catalog has every key of the English one: the compiler finds a text that a language lacks. */
export type Texts = typeof en
