// English: every text of the dashboard and of the tracking page. A text with a number or a name in it is
// a function of it, so that each language puts it where its grammar wants it.

export const en = {
  // Words that several views share: buttons, statuses, units.
  common: {
    actions: 'Actions',
    add: 'Add',
    back: 'Back',
    cancel: 'Cancel',
    change: 'Change',
    close: 'Close',
    copy: 'Copy',
    delete: 'Delete',
    edit: 'Edit',
    export: 'Export',
    import: 'Import',
    more: 'More',
    print: 'Print',
    refresh: 'Refresh',
    remove: 'Remove',
    save: 'Save',
    saved: 'Saved',
    search: 'Search',
    tryAgain: 'Try again',
    undo: 'Undo',

    all: 'All',
    any: 'Any',
    loading: 'Loading',
    never: 'Never',
    no: 'No',
    none: 'None',
    off: 'Off',
    on: 'On',
    yes: 'Yes',

    address: 'Address',
    amount: 'Amount',
    currency: 'Currency',
    customer: 'Customer',
    customers: 'Customers',
    date: 'Date',
    description: 'Description',
    email: 'E-mail',
    fulfillment: 'Fulfillment',
    items: 'Items',
    name: 'Name',
    note: 'Note',
    number: 'Number',
    order: 'Order',
    orders: 'Orders',
    password: 'Password',
    payment: 'Payment',
    payments: 'Payments',
    phone: 'Phone',
    price: 'Price',
    product: 'Product',
    products: 'Products',
    quantity: 'Quantity',
    reason: 'Reason',
    return: 'Return',
    returns: 'Returns',
    role: 'Role',
    shipping: 'Shipping',
    sku: 'SKU',
    status: 'Status',
    stock: 'Stock',
    tags: 'Tags',
    tax: 'Tax',
    taxClass: 'Tax class',
    taxRate: 'Tax rate',
    title: 'Title',
    total: 'Total',

    /** An order that has no number yet. */
    draft: 'Draft',
    /** An order that belongs to no customer. */
    guest: 'Guest',
    guestOrder: 'Guest order',

    countOrders: (count: number) => `${count} ${count === 1 ? 'order' : 'orders'}`,
    countItems: (count: number) => `${count} ${count === 1 ? 'item' : 'items'}`,
    countUnits: (count: number) => `${count} ${count === 1 ? 'unit' : 'units'}`,
    countProducts: (count: number) => `${count} ${count === 1 ? 'product' : 'products'}`,
    countCustomers: (count: number) => `${count} ${count === 1 ? 'customer' : 'customers'}`,
    countParcels: (count: number) => `${count} ${count === 1 ? 'parcel' : 'parcels'}`,

    /** The one status of an order that the board and the list show. */
    displayStatuses: {
      draft: 'Draft',
      pending: 'Pending',
      processing: 'Processing',
      on_hold: 'On hold',
      partially_shipped: 'Partially shipped',
      shipped: 'Shipped',
      delivered: 'Delivered',
      completed: 'Completed',
      refunded: 'Refunded',
      cancelled: 'Cancelled',
      expired: 'Expired',
    },
    orderStatuses: {
      draft: 'Draft',
      pending: 'Pending',
      confirmed: 'Confirmed',
      completed: 'Completed',
      cancelled: 'Cancelled',
      expired: 'Expired',
    },
    paymentStatuses: {
      unpaid: 'Unpaid',
      pending: 'Payment pending',
      partially_authorized: 'Partially authorized',
      authorized: 'Authorized',
      partially_paid: 'Partially paid',
      paid: 'Paid',
      not_required: 'No payment required',
      overpaid: 'Overpaid',
      partially_refunded: 'Partially refunded',
      refunded: 'Refunded',
      charged_back: 'Charged back',
      voided: 'Voided',
    },
    fulfillmentStatuses: {
      not_required: 'No shipping required',
      unfulfilled: 'Unfulfilled',
      partially_fulfilled: 'Partially fulfilled',
      fulfilled: 'Fulfilled',
      delivered: 'Delivered',
    },
    /** Of the goods of an order. */
    returnStatuses: {
      none: 'No return',
      requested: 'Return requested',
      in_progress: 'Return in progress',
      partially_returned: 'Partially returned',
      returned: 'Returned',
    },
    /** Of one parcel. */
    parcelStatuses: {
      pending: 'Planned',
      packed: 'Packed',
      shipped: 'Shipped',
      delivered: 'Delivered',
      cancelled: 'Cancelled',
    },
    /** Of one return. */
    returnSteps: {
      requested: 'Requested',
      approved: 'Approved',
      received: 'Received',
      closed: 'Closed',
      rejected: 'Rejected',
      cancelled: 'Cancelled',
    },
    taxStatuses: {
      taxable: 'Taxable',
      exempt: 'Tax exempt',
      reverse_charge: 'Reverse charge',
    },
    roles: { user: 'Customer', editor: 'Editor', admin: 'Administrator' },
    /** How far the live feed is. */
    liveStatuses: {
      live: 'Live',
      connecting: 'Connecting',
      catching_up: 'Catching up',
      offline: 'Offline',
    },
  },

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
