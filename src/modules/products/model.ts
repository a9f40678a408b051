// Products in requests and answers. Staff see stock figures; a customer sees what is available.

import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { type Caller, isStaff } from '#domain/access.ts'
import { MAX_RATE_PPM } from '#domain/pricing.ts'
import {
  Body,
  CurrencyCode,
  Exponent,
  Id,
  ListQuery,
  Metadata,
  Money,
  Nullable,
  Paragraph,
  Text,
  Time,
} from '#http/schema.ts'
import { iso } from '#lib/clock.ts'
import { digitsOf } from '#lib/currencies.ts'
import { TaxClass } from '#modules/settings/public.ts'
import type { StockSum } from '#modules/stock/public.ts'
import type { Product } from './store.ts'

const MAX_UNITS = 1_000_000_000
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)
const Units = (description: string) => Type.Integer({ minimum: 0, maximum: MAX_UNITS, description })

export const Sku = Text({ minLength: 1, maxLength: 100, examples: ['MUG-1'] })
const Title = Text({ minLength: 1, maxLength: 500, examples: ['Blue mug'] })
const Price = Money({ minimum: 0 })

/** Optional for a new product, and open to a patch. */
const details = {
  description: optional(Nullable(Paragraph({ maxLength: 20_000 }))),
  currency: optional(CurrencyCode("The shop's where none is named.")),
  tax_rate_ppm: optional(
    Type.Integer({
      minimum: 0,
      maximum: MAX_RATE_PPM,
      description: 'Parts per million: 10.75 % is 107500.',
    }),
  ),
  tax_class: optional(
    Nullable(
      TaxClass({
        description:
          'Which of the tax_rates of the settings it pays in each country; tax_rate_ppm elsewhere.',
      }),
    ),
  ),
  track_stock: optional(Type.Boolean({ description: 'Is its stock counted? Default true.' })),
  requires_shipping: optional(Type.Boolean({ description: 'Must it be fulfilled? Default true.' })),
  backorder_limit: optional(Units('How many may be promised beyond what is there.')),
  low_stock_at: optional(Nullable(Units('Availability at which stock.low is sent.'))),
  active: optional(Type.Boolean({ description: 'Can it be ordered? Default true.' })),
  image_url: optional(
    Nullable(Type.String({ format: 'text', pattern: '^https?://[^\\s]+$', maxLength: 2_000 })),
  ),
  metadata: optional(Metadata),
}
const onHand = optional(Units('Opening stock at the first location, for a new product.'))

export const NewProduct = Body({
  sku: Sku,
  title: Title,
  price: Price,
  ...details,
  on_hand: onHand,
})
export type NewProduct = Static<typeof NewProduct>

export const ProductUpsert = Body({ title: Title, price: Price, ...details, on_hand: onHand })
export type ProductUpsert = Static<typeof ProductUpsert>

export const ProductPatch = Body({
  sku: optional(Sku),
  title: optional(Title),
  price: optional(Price),
  ...details,
})
export type ProductPatch = Static<typeof ProductPatch>

export const ProductQuery = ListQuery({
  sku: optional(Sku),
  active: optional(Type.Boolean()),
  q: optional(Text({ maxLength: 200, description: 'Words, or beginnings, of sku and title.' })),
  low_stock: optional(
    Type.Boolean({ description: 'true: only those at or below low_stock_at; for staff.' }),
  ),
})

const staffOnly = {
  tax_class: optional(Nullable(Type.String())),
  backorder_limit: optional(Type.Integer()),
  low_stock_at: optional(Nullable(Type.Integer())),
  metadata: optional(Metadata),
}

export const ProductModel = Type.Object(
  {
    id: Id('prd'),
    sku: Type.String(),
    title: Type.String(),
    description: Nullable(Type.String()),
    price: Money(),
    currency: Type.String(),
    exponent: Exponent,
    tax_rate_ppm: Type.Integer(),
    track_stock: Type.Boolean(),
    requires_shipping: Type.Boolean(),
    active: Type.Boolean(),
    image_url: Nullable(Type.String()),
    ...staffOnly,
    version: Type.Integer(),
    stock: Type.Object(
      {
        on_hand: optional(Type.Integer()),
        reserved: optional(Type.Integer()),
        available: Nullable(Type.Integer({ description: 'null where stock is not tracked.' })),
      },
      { description: 'On hand and reserved are shown to staff.' },
    ),
    created_at: Time,
    updated_at: Time,
  },
  { title: 'Product' },
)

export type ProductBody = Static<typeof ProductModel>
type ProductFields = Omit<ProductBody, 'stock' | 'created_at' | 'updated_at'>

/** A product for `caller`: staff see the figures of stock, a customer what is available. */
export const presentProduct = (product: Product, stock: StockSum, caller: Caller): ProductBody => ({
  ...(isStaff(caller) ? presentFields(product) : publicFields(product)),
  stock: isStaff(caller) ? stock : { available: stock.available },
  created_at: iso(product.created_at),
  updated_at: iso(product.updated_at),
})

/** The image of an event: without stock, which has events of its own. */
export const presentFields = (product: Product): ProductFields => ({
  ...publicFields(product),
  tax_class: product.tax_class,
  backorder_limit: product.backorder_limit,
  low_stock_at: product.low_stock_at,
  metadata: product.metadata,
})

const publicFields = (product: Product): ProductFields => ({
  id: product.id,
  sku: product.sku,
  title: product.title,
  description: product.description,
  price: product.price,
  currency: product.currency,
  exponent: digitsOf(product.currency),
  tax_rate_ppm: product.tax_rate_ppm,
  track_stock: product.track_stock,
  requires_shipping: product.requires_shipping,
  active: product.active,
  image_url: product.image_url,
  version: product.version,
})
