// Other modules, workers and the command line may import these names of orders.

export { expireOrder } from './commands.ts'
export { buildDraft, loadCatalog } from './load-catalog.ts'
export {
  AddressBody,
  DiscountBody,
  EventModel,
  FeeBody,
  LineBody,
  OrderModel,
  QuoteModel,
  ShippingBody,
  TaxStatusBody,
} from './model.ts'
export { findRecorded, newPayment, takenElsewhere } from './new-payment.ts'
export { type FilterParams, filterParams, listParams, parseFilter } from './params.ts'
export { PaymentBody, TRANSACTION_FIELDS } from './payment-model.ts'
export { presentOrder } from './present.ts'
export {
  type ListRequest,
  listOrders,
  listSummaries,
  listText,
  loadOwned,
  loadTracked,
  type SummaryPosition,
} from './queries.ts'
export { catchUpWith, indexBatch, purgeWords } from './search-catch-up.ts'
export type { OrderFilter } from './store/filter.ts'
export { findNoted, rewriteNotes } from './store/notes.ts'
export { openNumbers } from './store/numbers.ts'
export {
  loadExpirable,
  loadOrder,
  loadOrders,
  orderExists,
  writeDocuments,
} from './store/orders.ts'
export { rebuildIndex, replaceWords } from './store/search-index.ts'
export { findTransaction } from './store/transactions.ts'
export {
  changeOrder,
  createOrder,
  createOrders,
  type DecideContext,
  onOrder,
  orderCommand,
  orderHas,
  target,
} from './update.ts'
