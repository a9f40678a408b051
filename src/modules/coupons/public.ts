// Other modules may import these names of coupons.

export { CouponModel } from './model.ts'
export { countUses, loadCouponsByCode } from './store.ts'
