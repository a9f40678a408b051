// The route of each view. Views other than the board load when they are opened.

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { only, parseSearch, stringifySearch } from '#dashboard/lib/search.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Empty, Skeleton } from '#dashboard/parts/states.tsx'
import { Board } from '#dashboard/views/board/index.tsx'
import { BOARD_SEARCH } from '#dashboard/views/board/search.ts'
import { CUSTOMERS_SEARCH } from '#dashboard/views/customers/search.ts'
import { NEW_ORDER_SEARCH } from '#dashboard/views/new-order/search.ts'
import { SLIP_SEARCH } from '#dashboard/views/order-detail/parcels/search.ts'
import { ORDERS_SEARCH } from '#dashboard/views/orders/search.ts'
import { OVERVIEW_SEARCH } from '#dashboard/views/overview/search.ts'
import { PRODUCTS_SEARCH } from '#dashboard/views/products/search.ts'
import { SetUp } from '#dashboard/views/session/set-up.tsx'
import { SignedIn } from '#dashboard/views/session/signed-in.tsx'
import { Shell } from './shell.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: Nowhere })

const setUp = createRoute({ getParentRoute: () => root, path: '/setup', component: SetUp })

/** Routes that need a sign-in. */
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
  component: lazyRouteComponent(() => import('#dashboard/views/orders/index.tsx'), 'Orders'),
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
  component: lazyRouteComponent(() => import('#dashboard/views/new-order/index.tsx'), 'NewOrder'),
  validateSearch: only(NEW_ORDER_SEARCH),
})

const products = createRoute({
  getParentRoute: () => shell,
  path: '/products',
  component: lazyRouteComponent(() => import('#dashboard/views/products/index.tsx'), 'Products'),
  validateSearch: only(PRODUCTS_SEARCH),
})

const product = createRoute({
  getParentRoute: () => shell,
  path: '/products/$id',
  component: lazyRouteComponent(
    () => import('#dashboard/views/products/product.tsx'),
    'ProductPage',
  ),
})

const movements = createRoute({
  getParentRoute: () => shell,
  path: '/movements',
  component: lazyRouteComponent(
    () => import('#dashboard/views/products/movements.tsx'),
    'Movements',
  ),
})

const importing = createRoute({
  getParentRoute: () => shell,
  path: '/import/$kind',
  component: lazyRouteComponent(() => import('#dashboard/views/imports/index.tsx'), 'Import'),
})

const customers = createRoute({
  getParentRoute: () => shell,
  path: '/customers',
  component: lazyRouteComponent(() => import('#dashboard/views/customers/index.tsx'), 'Customers'),
  validateSearch: only(CUSTOMERS_SEARCH),
})

const customer = createRoute({
  getParentRoute: () => shell,
  path: '/customers/$id',
  component: lazyRouteComponent(
    () => import('#dashboard/views/customers/customer.tsx'),
    'CustomerPage',
  ),
})

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/overview',
  component: lazyRouteComponent(() => import('#dashboard/views/overview/index.tsx'), 'Overview'),
  validateSearch: only(OVERVIEW_SEARCH),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('#dashboard/views/settings/shop.tsx'), 'ShopSettings'),
})

const users = createRoute({
  getParentRoute: () => shell,
  path: '/settings/users',
  component: lazyRouteComponent(() => import('#dashboard/views/settings/users.tsx'), 'Users'),
})

const keys = createRoute({
  getParentRoute: () => shell,
  path: '/settings/keys',
  component: lazyRouteComponent(() => import('#dashboard/views/settings/keys.tsx'), 'Keys'),
})

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks',
  component: lazyRouteComponent(() => import('#dashboard/views/settings/webhooks.tsx'), 'Webhooks'),
})

const webhook = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks/$id',
  component: lazyRouteComponent(
    () => import('#dashboard/views/settings/webhook.tsx'),
    'WebhookPage',
  ),
})

const backups = createRoute({
  getParentRoute: () => shell,
  path: '/settings/backups',
  component: lazyRouteComponent(() => import('#dashboard/views/settings/backups.tsx'), 'Backups'),
})

const system = createRoute({
  getParentRoute: () => shell,
  path: '/settings/system',
  component: lazyRouteComponent(() => import('#dashboard/views/settings/system.tsx'), 'System'),
})

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/settings/audit',
  component: lazyRouteComponent(() => import('#dashboard/views/settings/audit.tsx'), 'Audit'),
})

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('#dashboard/views/session/account.tsx'), 'Account'),
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
    <div className="parts-view-body">
      <Skeleton />
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
    <Empty title={t.app.notFound}>
      <a className="parts-button" href="/dashboard">
        {t.app.toBoard}
      </a>
    </Empty>
  )
}
