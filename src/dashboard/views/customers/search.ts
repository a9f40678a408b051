// What of the list of customers stands in the address.

export const CUSTOMERS_SEARCH = ['q'] as const
