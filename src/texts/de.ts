// German: every text of the dashboard and of the tracking page, keyed as in en.ts.

import type { Texts } from './en.ts'

export const de: Texts = {
  // Words that several views share: buttons, statuses, units.
  common: {
    actions: 'Aktionen',
    add: 'Hinzufügen',
    back: 'Zurück',
    cancel: 'Abbrechen',
    change: 'Ändern',
    close: 'Schließen',
    copy: 'Kopieren',
    delete: 'Löschen',
    edit: 'Bearbeiten',
    export: 'Exportieren',
    import: 'Importieren',
    more: 'Mehr',
    print: 'Drucken',
    refresh: 'Aktualisieren',
    remove: 'Entfernen',
    save: 'Speichern',
    saved: 'Gespeichert',
    search: 'Suchen',
    tryAgain: 'Erneut versuchen',
    undo: 'Rückgängig',

    all: 'Alle',
    any: 'Beliebig',
    loading: 'Wird geladen',
    never: 'Nie',
    no: 'Nein',
    none: 'Keine',
    off: 'Aus',
    on: 'Ein',
    yes: 'Ja',

    address: 'Adresse',
    amount: 'Betrag',
    currency: 'Währung',
    customer: 'Kunde',
    customers: 'Kunden',
    date: 'Datum',
    description: 'Beschreibung',
    email: 'E-Mail',
    fulfillment: 'Versand',
    items: 'Artikel',
    name: 'Name',
    note: 'Notiz',
    number: 'Nummer',
    order: 'Bestellung',
    orders: 'Bestellungen',
    password: 'Passwort',
    payment: 'Zahlung',
    payments: 'Zahlungen',
    phone: 'Telefon',
    price: 'Preis',
    product: 'Produkt',
    products: 'Produkte',
    quantity: 'Menge',
    reason: 'Grund',
    return: 'Retoure',
    returns: 'Retouren',
    role: 'Rolle',
    shipping: 'Versand',
    sku: 'SKU',
    status: 'Status',
    stock: 'Lagerbestand',
    tags: 'Tags',
    tax: 'Steuer',
    taxClass: 'Steuerklasse',
    taxRate: 'Steuersatz',
    title: 'Titel',
    total: 'Summe',

    draft: 'Entwurf',
    guest: 'Gast',
    guestOrder: 'Gastbestellung',

    countOrders: (count) => `${count} ${count === 1 ? 'Bestellung' : 'Bestellungen'}`,
    countItems: (count) => `${count} Artikel`,
    countUnits: (count) => `${count} Stück`,
    countProducts: (count) => `${count} ${count === 1 ? 'Produkt' : 'Produkte'}`,
    countCustomers: (count) => `${count} ${count === 1 ? 'Kunde' : 'Kunden'}`,
    countParcels: (count) => `${count} ${count === 1 ? 'Paket' : 'Pakete'}`,

    displayStatuses: {
      draft: 'Entwurf',
      pending: 'Ausstehend',
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
    orderStatuses: {
      draft: 'Entwurf',
      pending: 'Ausstehend',
      confirmed: 'Bestätigt',
      completed: 'Abgeschlossen',
      cancelled: 'Storniert',
      expired: 'Abgelaufen',
    },
    paymentStatuses: {
      unpaid: 'Unbezahlt',
      pending: 'Zahlung ausstehend',
      partially_authorized: 'Teilweise autorisiert',
      authorized: 'Autorisiert',
      partially_paid: 'Teilweise bezahlt',
      paid: 'Bezahlt',
      not_required: 'Keine Zahlung nötig',
      overpaid: 'Überzahlt',
      partially_refunded: 'Teilweise erstattet',
      refunded: 'Erstattet',
      charged_back: 'Zurückgebucht',
      voided: 'Annulliert',
    },
    fulfillmentStatuses: {
      not_required: 'Kein Versand nötig',
      unfulfilled: 'Nicht versandt',
      partially_fulfilled: 'Teilweise versandt',
      fulfilled: 'Versandt',
      delivered: 'Zugestellt',
    },
    returnStatuses: {
      none: 'Keine Retoure',
      requested: 'Retoure angefragt',
      in_progress: 'Retoure läuft',
      partially_returned: 'Teilweise retourniert',
      returned: 'Retourniert',
    },
    parcelStatuses: {
      pending: 'Geplant',
      packed: 'Verpackt',
      shipped: 'Versandt',
      delivered: 'Zugestellt',
      cancelled: 'Storniert',
    },
    returnSteps: {
      requested: 'Angefragt',
      approved: 'Genehmigt',
      received: 'Eingetroffen',
      closed: 'Abgeschlossen',
      rejected: 'Abgelehnt',
      cancelled: 'Storniert',
    },
    taxStatuses: {
      taxable: 'Steuerpflichtig',
      exempt: 'Steuerfrei',
      reverse_charge: 'Reverse Charge',
    },
    roles: { user: 'Kunde', editor: 'Bearbeiter', admin: 'Administrator' },
    liveStatuses: {
      live: 'Live',
      connecting: 'Verbindung wird hergestellt',
      catching_up: 'Wird aktualisiert',
      offline: 'Offline',
    },
  },

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
