// The order of the page for its parts, with the setter for a newer version of it.

import { createContext, useContext } from 'react'
import type { Order } from '#client/index.ts'

interface OrderPageContext {
  order: Order
  /** Shows an order that the server answered. */
  take: (order: Order) => void
  isStaff: boolean
}

export const OrderContext = createContext<OrderPageContext | null>(null)

export function useOrder(): OrderPageContext {
  const context = useContext(OrderContext)
  if (context === null) throw new Error('useOrder outside of the page of an order')
  return context
}

/** The list is absent in the answers of an older server during a rolling upgrade. */
interface Allowing {
  allowed?: Order['allowed']
}

/** True where the state of `order` allows `command`. */
export const isAllowed = ({ allowed = [] }: Allowing, command: Order['allowed'][number]): boolean =>
  allowed.includes(command)

export type Line = Order['lines'][number]
export type Payment = Order['payments'][number]
export type Fulfillment = Order['fulfillments'][number]
export type Return = Order['returns'][number]
