// Other modules and workers may import these names of payments.

export { createPayment, flagPendingTransactions, lapseAuthorizations } from './commands.ts'
export { findTransaction, loadLapsed, loadOverdue } from './store.ts'
