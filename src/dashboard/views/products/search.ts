// What of the list of products stands in the address.

export const PRODUCTS_SEARCH = ['q', 'show'] as const
