// The commands of imports: orders, several at a time, and the commands of products and customers for a record of
// a file.

import { upsertProduct } from '#modules/products/public.ts'
import { importOneCustomer } from './customers.ts'
import { asImport } from './existing-orders.ts'

export { importOrders } from './import-batch.ts'

export const importProduct = asImport(upsertProduct)
export const importCustomer = asImport(importOneCustomer)
