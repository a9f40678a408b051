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
  tracking: {
    yourOrder: 'Ihre Bestellung',
    orderTracking: 'Sendungsverfolgung',
    order: (number) => `Bestellung ${number}`,
    states: {
      draft: 'Noch nicht bestellt',
      pending: 'Eingegangen',
      processing: 'In Bearbeitung',
      on_hold: 'Zurückgestellt',
      partially_shipped: 'Teilweise versandt',
      shipped: 'Versandt',
      delivered: 'Zugestellt',
      completed: 'Abgeschlossen',
      refunded: 'Erstattet',
      cancelled: 'Storniert',
      expired: 'Abgelaufen',
    },
    returned: 'Zurückgesendet',
    returnedAndRefunded: 'Zurückgesendet und erstattet',
    notes: {
      cancelled: 'Diese Bestellung wurde storniert. Es wird nichts mehr versandt.',
      expired:
        'Diese Bestellung wurde nicht rechtzeitig bestätigt und wird daher nicht versandt. Sie können gern erneut bestellen.',
      on_hold: 'Der Shop prüft diese Bestellung. Danach wird sie weiter bearbeitet.',
    },
    returns: {
      requested: 'Eine Rücksendung ist angefragt. Der Shop hat noch nicht geantwortet.',
      in_progress: 'Die Rücksendung ist genehmigt. Der Shop wartet auf die Artikel.',
      partially_returned: 'Ein Teil der Artikel wurde zurückgesendet.',
    },
    progress: 'Fortschritt',
    steps: {
      ordered: 'Bestellt',
      confirmed: 'Bestätigt',
      shipped: 'Versandt',
      delivered: 'Zugestellt',
      completed: 'Abgeschlossen',
    },
    parcels: 'Pakete',
    parcel: (number) => `Paket ${number}`,
    parcelStates: {
      pending: 'In Vorbereitung',
      packed: 'Verpackt',
      shipped: 'Unterwegs',
      delivered: 'Zugestellt',
    },
    items: 'Artikel',
    itemsCancelled: (count) => `${count} storniert`,
    itemsOnTheWay: (count) => `${count} unterwegs`,
    itemsDelivered: (count) => `${count} zugestellt`,
    itemsReturned: (count) => `${count} zurückgesendet`,
    timeline: 'Verlauf',
    events: {
      'order.placed': 'Bestellung eingegangen',
      'order.confirmed': 'Bestellung bestätigt',
      'order.held': 'Bestellung zurückgestellt',
      'order.released': 'Bestellung wird weiter bearbeitet',
      'order.edited': 'Bestellung geändert',
      'order.cancelled': 'Bestellung storniert',
      'order.expired': 'Bestellung abgelaufen',
      'fulfillment.created': 'Paket in Vorbereitung',
      'fulfillment.packed': 'Paket verpackt',
      'fulfillment.shipped': 'Paket versandt',
      'fulfillment.delivered': 'Paket zugestellt',
      'fulfillment.cancelled': 'Paket storniert',
      'return.requested': 'Rücksendung angefragt',
      'return.approved': 'Rücksendung genehmigt',
      'return.rejected': 'Rücksendung abgelehnt',
      'return.received': 'Rücksendung eingetroffen',
      'return.closed': 'Rücksendung abgeschlossen',
      'return.cancelled': 'Rücksendung storniert',
    },
    zone: (timezone) => `Alle Zeiten in der Zeitzone des Shops (${timezone}).`,
    live: {
      live: 'Live',
      connecting: 'Verbindung wird hergestellt',
      catching_up: 'Wird aktualisiert',
      offline: 'Offline. Diese Seite ist möglicherweise nicht aktuell.',
    },
    absent: {
      title: 'Bestellung nicht gefunden',
      heading: 'Unter dieser Adresse gibt es keine Bestellung',
      help: 'Möglicherweise ist der Link unvollständig. Öffnen Sie ihn bitte aus der Nachricht, mit der Sie ihn erhalten haben, oder fragen Sie beim Shop noch einmal danach.',
    },
  },
}
