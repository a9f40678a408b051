// Other modules and workers may import these names of payments.

export { createPayment, flagPendingTransactions, lapseAuthorizations } from './commands.ts'
export { loadLapsed, loadOverdue } from './store.ts'
