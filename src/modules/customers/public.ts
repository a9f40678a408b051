// The interface of the customers module to other modules, workers, the CLI and app.ts, besides its routes.

export { CustomerModel, presentCustomer } from './model.ts'
export {
  type Customer,
  customerExists,
  insertCustomer,
  loadCustomer,
  loadTaxStatus,
  newCustomer,
  rewordCustomers,
  updateCustomer,
} from './store.ts'
