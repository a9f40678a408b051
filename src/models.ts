// The schemas that have a name of their own in the OpenAPI document, gathered from the modules.
// A route that uses one of them refers to it in the document.

import type { TSchema } from '@sinclair/typebox'
import { ApiKeyModel } from '#modules/api-keys/public.ts'
import { BackupModel } from '#modules/backups/public.ts'
import { CouponModel } from '#modules/coupons/public.ts'
import { CurrencyModel } from '#modules/currencies/index.ts'
import { CustomerModel } from '#modules/customers/public.ts'
import { AddressBody, EventModel, OrderModel, QuoteModel } from '#modules/orders/public.ts'
import { ProductModel } from '#modules/products/public.ts'
import { Grant, SessionModel } from '#modules/sessions/public.ts'
import { Shop, ShopSettings } from '#modules/settings/public.ts'
import { MethodModel } from '#modules/shipping/public.ts'
import { LevelModel, LocationModel, MovementModel } from '#modules/stock/public.ts'
import { Tracked } from '#modules/tracking/public.ts'
import { ManagedUserModel, UserModel } from '#modules/users/public.ts'
import { ViewModel } from '#modules/views/public.ts'
import { DeliveryModel, WebhookModel } from '#modules/webhooks/public.ts'

export const MODELS: Record<string, TSchema> = {
  Address: AddressBody,
  ApiKey: ApiKeyModel,
  Backup: BackupModel,
  Coupon: CouponModel,
  Currency: CurrencyModel,
  Customer: CustomerModel,
  Event: EventModel,
  Grant,
  Location: LocationModel,
  ManagedUser: ManagedUserModel,
  Order: OrderModel,
  Product: ProductModel,
  Quote: QuoteModel,
  Session: SessionModel,
  Settings: ShopSettings,
  ShippingMethod: MethodModel,
  Shop,
  StockLevel: LevelModel,
  StockMovement: MovementModel,
  Tracking: Tracked,
  User: UserModel,
  View: ViewModel,
  Webhook: WebhookModel,
  WebhookDelivery: DeliveryModel,
}
