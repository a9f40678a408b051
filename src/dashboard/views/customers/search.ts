// The parameters that the list of customers keeps in its address.

export const CUSTOMERS_SEARCH = ['q'] as const
