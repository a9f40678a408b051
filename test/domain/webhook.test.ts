// The events that a webhook endpoint asks for.

import { expect, test } from 'bun:test'
import { EVENT_PATTERNS, isForAdmins, type Subscription, wants } from '#domain/webhook.ts'

const endpoint = (fields: Partial<Subscription>): Subscription => ({
  events: ['*'],
  enabled: true,
  account_events: false,
  ...fields,
})

test('an endpoint gets the types, the kinds or all that it names', () => {
  expect(wants(endpoint({}), 'order.placed')).toBe(true)
  expect(wants(endpoint({ events: ['order.*'] }), 'order.placed')).toBe(true)
  expect(wants(endpoint({ events: ['order.*'] }), 'payment.captured')).toBe(false)
  expect(wants(endpoint({ events: ['order.placed'] }), 'order.placed')).toBe(true)
  expect(wants(endpoint({ events: ['order.placed'] }), 'order.confirmed')).toBe(false)
  expect(wants(endpoint({ enabled: false }), 'order.placed')).toBe(false)
})

test('events about accounts are for endpoints of admins only', () => {
  expect(wants(endpoint({}), 'user.created')).toBe(false)
  expect(wants(endpoint({ events: ['user.*'] }), 'user.created')).toBe(false)
  expect(wants(endpoint({ account_events: true }), 'user.created')).toBe(true)
  expect(EVENT_PATTERNS.filter(isForAdmins)).toContain('user.*')
  expect(EVENT_PATTERNS.filter(isForAdmins)).not.toContain('*')
})
