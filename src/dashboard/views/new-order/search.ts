// Whom the order is for, where that is known when the form is opened.

export const NEW_ORDER_SEARCH = ['customer_id'] as const
