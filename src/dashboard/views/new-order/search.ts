// The parameters of a new order in its address: the customer that it is for.

export const NEW_ORDER_SEARCH = ['customer_id'] as const
