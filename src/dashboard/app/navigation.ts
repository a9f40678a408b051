// The places of the navigation, in order. A new view is a line here, a route in router.tsx and a
// folder of its own.

import type { IconName } from '#dashboard/parts/icon.tsx'

interface Place {
  to: '/' | '/orders' | '/new-order' | '/products' | '/customers' | '/overview' | '/settings'
  label: string
  icon: IconName
  keys: string
  /** For editors and admins alone. */
  isForStaff?: boolean
  isForAdmins?: boolean
}

export const PLACES: readonly Place[] = [
  { to: '/', label: 'Board', icon: 'board', keys: 'g b' },
  { to: '/orders', label: 'Orders', icon: 'orders', keys: 'g o' },
  { to: '/new-order', label: 'New order', icon: 'plus', keys: 'g n' },
  { to: '/products', label: 'Products', icon: 'box', keys: 'g p' },
  { to: '/customers', label: 'Customers', icon: 'people', keys: 'g c', isForStaff: true },
  { to: '/overview', label: 'Overview', icon: 'chart', keys: 'g v', isForStaff: true },
  { to: '/settings', label: 'Settings', icon: 'gear', keys: 'g s', isForAdmins: true },
]
