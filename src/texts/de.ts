// German: every text of the dashboard and of the tracking page, keyed as in en.ts.

import type { Texts } from './en.ts'

export const de: Texts = {
  // Words that several views share: buttons, statuses, units.
  common: {},

  // The frame: navigation, shortcuts, the line that says live.
  app: {},

  // Sign-in and set-up.
  session: {},

  // The account of the signed-in person.
  account: {
    language: 'Sprache',
    languageOfBrowser: 'Wie im Browser',
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
  tracking: {},
}
