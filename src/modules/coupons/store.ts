// Coupons in SQL, and the counting of their uses.

import { placeholders } from '#db/placeholders.ts'
import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import { keyset } from '#db/where.ts'
import type { Coupon } from '#domain/build-order.ts'
import { DomainError } from '#domain/errors.ts'

export interface StoredCoupon extends Coupon {
  created_at: number
  updated_at: number
}

const COUPONS = rows<StoredCoupon & { code_key: string }>('coupons', {
  id: 'plain',
  code: 'plain',
  code_key: 'plain',
  kind: 'plain',
  rate_ppm: 'plain',
  amount: 'plain',
  scope: 'plain',
  starts_at: 'plain',
  ends_at: 'plain',
  usage_limit: 'plain',
  used: 'plain',
  minimum: 'plain',
  currency: 'plain',
  active: 'flag',
  created_at: 'plain',
  updated_at: 'plain',
})

const withKey = (coupon: StoredCoupon) => ({ ...coupon, code_key: coupon.code.toLowerCase() })

function fromRow(row: object): StoredCoupon {
  const { code_key: _, ...coupon } = COUPONS.fromRow(row)
  return coupon
}

export async function loadCoupon(sql: Sql, id: string): Promise<StoredCoupon | null> {
  const row = await sql.get<object>(`SELECT ${COUPONS.columns} FROM coupons WHERE id = $1`, [id])
  return row && fromRow(row)
}

/** By code in lower case: people do not type capitals twice. */
export async function loadCouponsByCode(
  sql: Sql,
  codes: readonly string[],
): Promise<Map<string, StoredCoupon>> {
  if (codes.length === 0) return new Map()
  const keys = [...new Set(codes.map((code) => code.toLowerCase()))]
  const found = await sql.all<object>(
    `SELECT ${COUPONS.columns}
     FROM coupons
     WHERE code_key IN (${placeholders(keys)})`,
    keys,
  )
  return new Map(found.map(fromRow).map((coupon) => [coupon.code.toLowerCase(), coupon]))
}

export async function listCoupons(
  sql: Sql,
  filter: { code?: string; active?: boolean },
  after: readonly [number, string] | null,
  limit: number,
): Promise<StoredCoupon[]> {
  const { tail, params } = keyset(
    [
      ['code_key = ?', filter.code?.toLowerCase()],
      ['active = ?', filter.active === undefined ? undefined : Number(filter.active)],
    ],
    { by: ['created_at', 'id'], direction: 'DESC' },
    { after, limit },
  )
  const found = await sql.all<object>(`SELECT ${COUPONS.columns} FROM coupons ${tail}`, params)
  return found.map(fromRow)
}

export const insertCoupon = (tx: Tx, coupon: StoredCoupon): Promise<void> =>
  COUPONS.insert(tx, [withKey(coupon)])

export async function updateCoupon(
  tx: Tx,
  before: StoredCoupon,
  after: StoredCoupon,
): Promise<void> {
  await COUPONS.update(tx, withKey(before), withKey(after), 'id = $1', [after.id])
}

/**
 * Counts uses taken (+1) and given back (-1), in the order of the ids. 409 coupon_invalid where the
 * last use is taken.
 */
export async function countUses(
  tx: Tx,
  uses: readonly { coupon_id: string; uses: 1 | -1 }[],
): Promise<void> {
  const sorted = [...uses].sort((a, b) => (a.coupon_id < b.coupon_id ? -1 : 1))
  for (const { coupon_id, uses: delta } of sorted) {
    const changed = await tx.run(
      `UPDATE coupons
       SET used = used + $2
       WHERE id = $1 AND used + $2 >= 0 AND (usage_limit IS NULL OR used + $2 <= usage_limit)`,
      [coupon_id, delta],
    )
    if (changed === 0 && delta === 1) {
      throw new DomainError('coupon_invalid', 'The code is used up.', { coupon_id })
    }
  }
}
