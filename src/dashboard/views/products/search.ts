// The parameters that the list of products keeps in its address.

export const PRODUCTS_SEARCH = ['q', 'show'] as const
