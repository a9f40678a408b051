// The interface of the webhooks module to other modules, workers, the CLI and app.ts, besides its routes.

export { disableWebhook } from './commands.ts'
export { DeliveryModel, WebhookModel } from './model.ts'
export {
  type Claim,
  claimDue,
  type Delivery,
  endAttempt,
  endClaim,
  forgetDeliveries,
  insertDeliveries,
  loadTargets,
  newDelivery,
  noteFailure,
  noteSuccess,
  releaseClaims,
  type Target,
} from './queries.ts'
export { loadSubscriptions, saveSubscription } from './store.ts'
