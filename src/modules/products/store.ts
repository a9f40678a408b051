// Products in SQL. A product's stock is not its own: it is summed from the levels for each answer.

import { padToPowerOfTwo, placeholders } from '#db/placeholders.ts'
import type { Sql, Tx } from '#db/port.ts'
import { remembered } from '#db/remembered.ts'
import { rows } from '#db/rows.ts'
import { replaceOldWords } from '#db/search.ts'
import { anyCase, keyset, likeAny } from '#db/where.ts'
import type { Metadata } from '#domain/order.ts'
import { codeWords, WORD_RULES, wordIndex, wordPatterns, wordsOf } from '#lib/tokenize.ts'

export interface Product {
  id: string
  sku: string
  title: string
  description: string | null
  price: number
  currency: string
  tax_rate_ppm: number
  tax_class: string | null
  track_stock: boolean
  requires_shipping: boolean
  backorder_limit: number
  low_stock_at: number | null
  active: boolean
  image_url: string | null
  metadata: Metadata
  version: number
  created_at: number
  updated_at: number
}

type ProductRow = Product & {
  /** The words of search, and the version of the rules that made them. */
  words: string
  word_rules: number
}

const PRODUCTS = rows<ProductRow>('products', {
  id: 'plain',
  sku: 'plain',
  title: 'plain',
  description: 'plain',
  price: 'plain',
  currency: 'plain',
  tax_rate_ppm: 'plain',
  tax_class: 'plain',
  track_stock: 'flag',
  requires_shipping: 'flag',
  backorder_limit: 'plain',
  low_stock_at: 'plain',
  active: 'flag',
  image_url: 'plain',
  metadata: 'json',
  words: 'plain',
  word_rules: 'plain',
  version: 'plain',
  created_at: 'plain',
  updated_at: 'plain',
})

function fromRow(row: object): Product {
  const { words: _, word_rules: __, ...product } = PRODUCTS.fromRow(row)
  return product
}

const toRow = (product: Product): ProductRow => ({
  ...product,
  words: wordIndex([...codeWords(product.sku), ...wordsOf(product.title)]),
  word_rules: WORD_RULES,
})

export async function loadProduct(sql: Sql, id: string): Promise<Product | null> {
  const row = await sql.get<object>(`SELECT ${PRODUCTS.columns} FROM products WHERE id = $1`, [id])
  return row && fromRow(row)
}

const productsBySku = remembered<Product>(['products'], async (sql, skus) => {
  const asked = padToPowerOfTwo(skus, skus[0] ?? '')
  const found = await sql.all<object>(
    `SELECT ${PRODUCTS.columns}
     FROM products
     WHERE sku IN (${placeholders(asked)})`,
    asked,
  )
  return new Map(found.map(fromRow).map((product) => [product.sku, product]))
})

/** The skus that there are, in one statement for any number of them. */
export const loadProductsBySku = async (
  sql: Sql,
  skus: readonly string[],
): Promise<ReadonlyMap<string, Product>> =>
  skus.length === 0 ? new Map() : productsBySku.load(sql, skus)

export async function loadProductBySku(sql: Sql, sku: string): Promise<Product | null> {
  return (await loadProductsBySku(sql, [sku])).get(sku) ?? null
}

export interface ProductFilter {
  sku?: string
  active?: boolean
  /** Words, each found at the beginning of a word of sku or title. */
  q?: string
  /** Those of which no more than `low_stock_at` are left. */
  low_stock?: boolean
}

const AVAILABLE = `(
  SELECT COALESCE(SUM(s.on_hand - s.reserved - s.safety + s.backorder_limit), 0)
  FROM stock_levels s
  WHERE s.product_id = products.id
)`

/** Newest first. */
export async function listProducts(
  sql: Sql,
  { sku, active, q, low_stock }: ProductFilter,
  after: readonly [createdAt: number, id: string] | null,
  limit: number,
): Promise<Product[]> {
  const patterns = wordPatterns(q ?? '')
  if (q !== undefined && patterns.length === 0) return []
  const { tail, params } = keyset(
    [
      anyCase('sku', sku),
      ['active = ?', active === undefined ? undefined : Number(active)],
      [`low_stock_at >= ${AVAILABLE} AND track_stock = ?`, low_stock ? 1 : undefined],
      ...patterns.map((any) => likeAny('words', any)),
    ],
    { by: ['created_at', 'id'], direction: 'DESC' },
    { after, limit },
  )
  const found = await sql.all<object>(`SELECT ${PRODUCTS.columns} FROM products ${tail}`, params)
  return found.map(fromRow)
}

/** false: the sku is taken. */
export const insertProduct = (tx: Tx, product: Product): Promise<boolean> =>
  PRODUCTS.insertNew(tx, toRow(product))

/** UniqueViolation: the sku is taken. */
export async function updateProduct(tx: Tx, before: Product, after: Product): Promise<void> {
  await PRODUCTS.update(tx, toRow(before), toRow(after), 'id = $1', [after.id])
  if (before.sku === after.sku) return
  await tx.run(
    'INSERT INTO past_skus (product_id, sku) VALUES ($1, $2) ON CONFLICT (product_id, sku) DO NOTHING',
    [after.id, before.sku],
  )
}

/**
 * Does an order have the product? Lines are found by the skus that it has and had; another product may have
 * one of these now, so the document says which it is.
 */
export const isOrdered = async (sql: Sql, id: string): Promise<boolean> =>
  (await sql.get(
    `SELECT l.order_n
     FROM line_figures l
     JOIN order_documents d ON d.n = l.order_n
     WHERE l.sku IS NOT NULL
       AND LOWER(l.sku) IN (
         SELECT LOWER(sku) FROM products WHERE id = $1
         UNION
         SELECT LOWER(sku) FROM past_skus WHERE product_id = $1
       )
       AND d.rest LIKE $2
     LIMIT 1`,
    [id, `%"product_id":"${id}"%`],
  )) !== null

export async function deleteProduct(tx: Tx, id: string): Promise<void> {
  await tx.run('DELETE FROM movements WHERE product_n = (SELECT n FROM products WHERE id = $1)', [
    id,
  ])
  await tx.run('DELETE FROM stock_levels WHERE product_id = $1', [id])
  await tx.run('DELETE FROM past_skus WHERE product_id = $1', [id])
  await tx.run('DELETE FROM products WHERE id = $1', [id])
}

/** Makes the words of up to `limit` products again that older rules made; the number of these. */
export async function rewordProducts(tx: Tx, limit: number): Promise<number> {
  const old = await tx.all<object>(
    `SELECT ${PRODUCTS.columns} FROM products WHERE word_rules < ${WORD_RULES} ORDER BY id LIMIT $1`,
    [limit],
  )
  await replaceOldWords(tx, { table: 'products', key: 'id' }, old.map(fromRow).map(toRow))
  return old.length
}
