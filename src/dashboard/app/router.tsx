// Every view and its address. What is not needed for the board is loaded when it is gone to.

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { Board } from '#dashboard/board/index.tsx'
import { BOARD_SEARCH } from '#dashboard/board/search.ts'
import { CUSTOMERS_SEARCH } from '#dashboard/customers/search.ts'
import { only, parseSearch, stringifySearch } from '#dashboard/lib/search.ts'
import { NEW_ORDER_SEARCH } from '#dashboard/new-order/search.ts'
import { ORDERS_SEARCH } from '#dashboard/orders/search.ts'
import { OVERVIEW_SEARCH } from '#dashboard/overview/search.ts'
import { Bones, Empty } from '#dashboard/parts/states.tsx'
import { PRODUCTS_SEARCH } from '#dashboard/products/search.ts'
import { SetUp } from '#dashboard/session/set-up.tsx'
import { SignedIn } from '#dashboard/session/signed-in.tsx'
import { SLIP_SEARCH } from '#dashboard/views/order-detail/search.ts'
import { Shell } from './shell.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: Nowhere })

const setUp = createRoute({ getParentRoute: () => root, path: '/setup', component: SetUp })

/** All that takes a sign-in. */
const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn })
const shell = createRoute({ getParentRoute: () => signedIn, id: 'shell', component: Shell })

const board = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: Board,
  validateSearch: only(BOARD_SEARCH),
})

const orders = createRoute({
  getParentRoute: () => shell,
  path: '/orders',
  component: lazyRouteComponent(() => import('#dashboard/orders/index.tsx'), 'Orders'),
  validateSearch: only(ORDERS_SEARCH),
})

const order = createRoute({
  getParentRoute: () => shell,
  path: '/orders/$id',
  component: lazyRouteComponent(
    () => import('#dashboard/views/order-detail/index.tsx'),
    'OrderPage',
  ),
})

const newOrder = createRoute({
  getParentRoute: () => shell,
  path: '/new-order',
  component: lazyRouteComponent(() => import('#dashboard/new-order/index.tsx'), 'NewOrder'),
  validateSearch: only(NEW_ORDER_SEARCH),
})

const products = createRoute({
  getParentRoute: () => shell,
  path: '/products',
  component: lazyRouteComponent(() => import('#dashboard/products/index.tsx'), 'Products'),
  validateSearch: only(PRODUCTS_SEARCH),
})

const product = createRoute({
  getParentRoute: () => shell,
  path: '/products/$id',
  component: lazyRouteComponent(() => import('#dashboard/products/product.tsx'), 'ProductPage'),
})

const movements = createRoute({
  getParentRoute: () => shell,
  path: '/movements',
  component: lazyRouteComponent(() => import('#dashboard/products/movements.tsx'), 'Movements'),
})

const importing = createRoute({
  getParentRoute: () => shell,
  path: '/import/$kind',
  component: lazyRouteComponent(() => import('#dashboard/imports/index.tsx'), 'Import'),
})

const customers = createRoute({
  getParentRoute: () => shell,
  path: '/customers',
  component: lazyRouteComponent(() => import('#dashboard/customers/index.tsx'), 'Customers'),
  validateSearch: only(CUSTOMERS_SEARCH),
})

const customer = createRoute({
  getParentRoute: () => shell,
  path: '/customers/$id',
  component: lazyRouteComponent(() => import('#dashboard/customers/customer.tsx'), 'CustomerPage'),
})

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/overview',
  component: lazyRouteComponent(() => import('#dashboard/overview/index.tsx'), 'Overview'),
  validateSearch: only(OVERVIEW_SEARCH),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('#dashboard/settings/shop.tsx'), 'ShopSettings'),
})

const users = createRoute({
  getParentRoute: () => shell,
  path: '/settings/users',
  component: lazyRouteComponent(() => import('#dashboard/settings/users.tsx'), 'Users'),
})

const keys = createRoute({
  getParentRoute: () => shell,
  path: '/settings/keys',
  component: lazyRouteComponent(() => import('#dashboard/settings/keys.tsx'), 'Keys'),
})

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks',
  component: lazyRouteComponent(() => import('#dashboard/settings/webhooks.tsx'), 'Webhooks'),
})

const webhook = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks/$id',
  component: lazyRouteComponent(() => import('#dashboard/settings/webhook.tsx'), 'WebhookPage'),
})

const backups = createRoute({
  getParentRoute: () => shell,
  path: '/settings/backups',
  component: lazyRouteComponent(() => import('#dashboard/settings/backups.tsx'), 'Backups'),
})

const system = createRoute({
  getParentRoute: () => shell,
  path: '/settings/system',
  component: lazyRouteComponent(() => import('#dashboard/settings/system.tsx'), 'System'),
})

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/settings/audit',
  component: lazyRouteComponent(() => import('#dashboard/settings/audit.tsx'), 'Audit'),
})

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('#dashboard/session/account.tsx'), 'Account'),
})

/** Without the frame: for paper. */
const packingSlip = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders/$id/packing-slip',
  component: lazyRouteComponent(
    () => import('#dashboard/views/order-detail/parcels/print.tsx'),
    'PackingSlip',
  ),
  validateSearch: only(SLIP_SEARCH),
})

const invoice = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders/$id/invoice',
  component: lazyRouteComponent(
    () => import('#dashboard/views/order-detail/parcels/print.tsx'),
    'Invoice',
  ),
})

export const router = createRouter({
  basepath: '/dashboard',
  routeTree: root.addChildren([
    setUp,
    signedIn.addChildren([
      shell.addChildren([
        board,
        orders,
        order,
        newOrder,
        products,
        product,
        movements,
        importing,
        customers,
        customer,
        overview,
        settings,
        users,
        keys,
        webhooks,
        webhook,
        backups,
        system,
        audit,
        account,
      ]),
      packingSlip,
      invoice,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingComponent: () => (
    <div className="view-body">
      <Bones />
    </div>
  ),
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

function Nowhere() {
  return (
    <Empty title="There is nothing at this address">
      <a className="button" href="/dashboard">
        To the board
      </a>
    </Empty>
  )
}
