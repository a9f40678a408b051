// The entries of the navigation, in order. A new view has a line here, a route in router.tsx and a
// folder of its own.

import { t } from '#dashboard/lib/texts.ts'
import type { IconName } from '#dashboard/parts/icon.tsx'

interface NavigationEntry {
  to: '/' | '/orders' | '/new-order' | '/products' | '/customers' | '/overview' | '/settings'
  label: string
  /** For the tab bar of a phone, where the label is too long for it. */
  shortLabel?: string
  icon: IconName
  keys: string
  /** For editors and admins alone. */
  isForStaff?: boolean
  isForAdmins?: boolean
}

export const NAVIGATION: readonly NavigationEntry[] = [
  { to: '/', label: t.app.board, icon: 'board', keys: 'g b' },
  { to: '/orders', label: t.common.orders, icon: 'orders', keys: 'g o' },
  {
    to: '/new-order',
    label: t.app.newOrder,
    shortLabel: t.app.newOrderShort,
    icon: 'plus',
    keys: 'g n',
  },
  { to: '/products', label: t.common.products, icon: 'box', keys: 'g p' },
  { to: '/customers', label: t.common.customers, icon: 'people', keys: 'g c', isForStaff: true },
  { to: '/overview', label: t.app.overview, icon: 'chart', keys: 'g v', isForStaff: true },
  { to: '/settings', label: t.app.settings, icon: 'gear', keys: 'g s', isForAdmins: true },
]
