// orderd moves no money, and the dashboard never says that it does: a refund is recorded, one at a
// provider is listed as to be done there, and a person says how it ended. What is credited is seen with
// its tax, on the order and in the overview.

import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { browserTest, type Desk, openDesk, openShop, withBrowser } from './desk.ts'

withBrowser()

interface Refunded {
  refunded_total: number
  credit_total: number
  due_total: number
  payments: { transactions: { kind: string; status: string; provider_txn_id?: string }[] }[]
}

const NO_MONEY = 'No money moves by it: refund it at stripe.'
/** What a dialog claims where money would move. */
const CLAIMS = /goes back to the customer|is refunded|paid back/i

async function paidAt(desk: Desk, provider: string, isShipped = false): Promise<string> {
  const { id } = await desk.shop.order()
  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale', provider })
  if (isShipped) await desk.shop.api('POST', `/orders/${id}/fulfillments`, { ship: true })
  return id
}

async function openOrder(desk: Desk, id: string): Promise<Page> {
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}`)
  await page.getByRole('region', { name: 'Items and totals' }).waitFor()
  return page
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()

const refunded = (desk: Desk, id: string) => desk.shop.api<Refunded>('GET', `/orders/${id}`)

const refundOf = ({ payments }: Refunded) =>
  payments.flatMap(({ transactions }) => transactions).find(({ kind }) => kind === 'refund')

async function saysNoMoneyMoves(page: Page, sentence = NO_MONEY): Promise<void> {
  const text = (await page.getByRole('dialog').textContent()) ?? ''
  expect(text).toContain(sentence)
  expect(text).not.toMatch(CLAIMS)
}

browserTest(
  'a refund at a provider is to be done there, and a person says that it is',
  async () => {
    const desk = await openDesk(await openShop())
    const id = await paidAt(desk, 'stripe')
    const page = await openOrder(desk, id)
    await press(page, 'Refund')
    await saysNoMoneyMoves(page, `Record the refund. ${NO_MONEY}`)
    await page.getByLabel('Amount, EUR').fill('9.99')
    await press(page, 'Record refund of €9.99')
    await page.getByText('Refund of €9.99 to be done at stripe').waitFor()
    const payments = page.getByRole('region', { name: 'Payments' })
    await payments.getByText('Refund to be done at stripe').waitFor()
    const timeline = page.getByRole('region', { name: 'Timeline' })
    await timeline.getByText('Refund to be done at stripe').waitFor()
    expect(await refunded(desk, id)).toMatchObject({ refunded_total: 0, credit_total: 0 })

    await press(page, 'Record outcome')
    await page.getByText('Refund to be done at stripe.').waitFor()
    await page.getByLabel('Transaction ID').fill('re_1')
    await press(page, 'Record as succeeded')
    await timeline.getByText('Payment refunded').waitFor()
    await payments.getByText('Refunded', { exact: true }).waitFor()
    expect(await refunded(desk, id)).toMatchObject({ refunded_total: 999, credit_total: 999 })
    const totals = page.getByRole('region', { name: 'Items and totals' })
    await totals.getByText('Credit: Goodwill').waitFor()
    expect(desk.troubles).toEqual([])
  },
)

browserTest(
  'a refund that names its reference is done; one by hand is given back by hand',
  async () => {
    const desk = await openDesk(await openShop())
    const id = await paidAt(desk, 'stripe')
    const page = await openOrder(desk, id)
    await press(page, 'Refund')
    await page.getByText('Transaction ID and outcome').click()
    expect(await page.getByLabel('Outcome', { exact: true }).inputValue()).toBe('pending')
    await page.getByLabel('Transaction ID', { exact: true }).fill('re_2')
    expect(await page.getByLabel('Outcome', { exact: true }).inputValue()).toBe('success')
    await press(page, 'Record refund of €25.80')
    await page.getByText('Refund of €25.80 recorded').waitFor()
    expect(refundOf(await refunded(desk, id))).toMatchObject({ status: 'success' })

    const other = await paidAt(desk, 'manual')
    await page.goto(`${desk.shop.server.url}/dashboard/orders/${other}`)
    await press(page, 'Refund')
    await saysNoMoneyMoves(
      page,
      'Record the refund. No money moves by it: return the money yourself.',
    )
    await press(page, 'Record refund of €25.80')
    await page.getByText('Refund of €25.80 recorded').waitFor()
    expect(desk.troubles).toEqual([])
  },
)

browserTest('a cancellation and a receipt record refunds that are to be done', async () => {
  const desk = await openDesk(await openShop())
  const id = await paidAt(desk, 'stripe')
  const page = await openOrder(desk, id)
  await press(page, 'More actions for this order')
  await page.getByRole('menuitem', { name: 'Cancel order…' }).click()
  await saysNoMoneyMoves(page)
  await press(page, 'Cancel and record refund of €25.80')
  const payments = page.getByRole('region', { name: 'Payments' })
  await payments.getByText('Refund to be done at stripe').waitFor()
  expect(await refunded(desk, id)).toMatchObject({ credit_total: 2580, due_total: -2580 })

  const sent = await paidAt(desk, 'stripe', true)
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${sent}`)
  await press(page, 'Create return')
  await page.getByLabel('Quantity: Green tea').fill('1')
  await press(page, 'Create return of 1 unit')
  await press(page, 'Approve')
  await press(page, 'Receive')
  await saysNoMoneyMoves(page)
  await press(page, 'Receive and record refund')
  await page.getByText('€12.90 to be refunded').waitFor()
  await payments.getByText('Refund to be done at stripe').waitFor()
  await press(page, 'Record outcome')
  await page.getByLabel('Outcome', { exact: true }).selectOption('failure')
  await press(page, 'Record as failed')
  await page.getByRole('region', { name: 'Timeline' }).getByText('Refund failed').waitFor()
  await page.getByText('Needs attention. A refund of 12.90 EUR failed').waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest('a credit is seen with its tax, and the overview is less by it', async () => {
  const desk = await openDesk(await openShop())
  const lines = [{ title: 'Vase', unit_price: 10_000, quantity: 2, tax_rate_ppm: 200_000 }]
  const { id } = await desk.shop.order({ lines })
  const paid = await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale' })
  const at = `/orders/${id}/payments/${paid.payments[0]?.id}/refund`
  await desk.shop.api('POST', at, { amount: 6_000 })
  const page = await openOrder(desk, id)
  const totals = page.getByRole('region', { name: 'Items and totals' })
  expect(await totals.textContent()).toContain('Credit: Goodwill−€60.00incl. tax−€10.00')
  await page.goto(`${desk.shop.server.url}/dashboard/overview`)
  const sales = page.getByRole('region', { name: 'Sales' })
  await sales.getByText('Net sales', { exact: true }).first().waitFor()
  const text = await sales.textContent()
  for (const figure of ['Net sales€180.00', 'Of which goodwill€60.00', 'Tax€30.00']) {
    expect(text).toContain(figure)
  }
  const top = page.getByRole('region', { name: 'Top products' })
  expect(await top.textContent()).toContain('€240.00')
  expect(desk.troubles).toEqual([])
})
