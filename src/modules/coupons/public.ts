// Other modules may import these names of coupons.

export { countUses, loadCouponsByCode } from './store.ts'
