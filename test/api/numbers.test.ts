import { expect, test } from 'bun:test'
import { takeNumber } from '#modules/orders/store/numbers.ts'
import { createAdmin } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openEditor } from '../helpers/editor.ts'

const GIFT = { lines: [{ title: 'Gift', unit_price: 100, quantity: 1 }] }

eachDatabase((database) => {
  async function open() {
    const editor = await openEditor(await database.open())
    const { token } = await createAdmin(editor)
    const place = async (): Promise<string> => (await editor.order(GIFT)).number
    const set = async (settings: object): Promise<void> => {
      const { status, text } = await editor.api.patch('/settings', settings, { as: token })
      if (status !== 200) throw new Error(text)
    }
    return { editor, place, set }
  }

  test('without gapless numbers they rise from where they were, and a refusal may cost one', async () => {
    const { editor, place, set } = await open()
    expect(await place()).toBe('1001')
    await set({ gapless_numbers: false })
    expect(await place()).toBe('1002')
    const short = { email: 'a@example.com', lines: [{ sku: await editor.product(), quantity: 11 }] }
    expect((await editor.post('/orders', short)).status).toBe(409)
    expect(Number(await place())).toBeGreaterThan(1002)
  })

  test('orders of one moment, some refused and two under one key, have numbers without a gap', async () => {
    const { editor, place } = await open()
    await place()
    const sku = await editor.product()
    const scarce = { email: 'a@example.com', lines: [{ sku, quantity: 4 }] }
    const gift = { email: 'a@example.com', ...GIFT }
    const placed = await Promise.all([
      ...Array.from({ length: 6 }, () => editor.post('/orders', scarce)),
      ...Array.from({ length: 12 }, () => editor.post('/orders', gift)),
      ...['once', 'once'].map((key) => editor.post('/orders', gift, { 'Idempotency-Key': key })),
    ])
    const ok = placed.filter(({ status }) => status === 201)
    expect(placed.filter(({ status }) => status === 409).length).toBe(4)
    const [first, second] = placed.slice(-2)
    expect(second?.text).toBe(first?.text ?? '')
    const numbers = new Set(ok.map(({ text }) => Number(JSON.parse(text).number)))
    expect([...numbers].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 15 }, (_, i) => 1002 + i),
    )
    expect(await place()).toBe('1017')
  })

  test('a first number and a prefix hold for them too', async () => {
    const { place, set } = await open()
    await set({ gapless_numbers: false })
    expect(await place()).toBe('1001')
    await set({ number_start: 5000, number_prefix: 'W-' })
    expect(await place()).toBe('W-5000')
    await set({ number_start: 1 })
    expect(await place()).toBe('W-5001')
  })

  // The one writer of SQLite queues anyway.
  if (database.name === 'postgres') {
    test('whoever places an order waits for nobody’s number', async () => {
      const { editor, place, set } = await open()
      await set({ gapless_numbers: false })
      const settings = { number_prefix: '', number_start: 1001, gapless_numbers: false }
      const { promise: placed, resolve } = Promise.withResolvers<void>()
      const slow = editor.db.write(async (tx) => {
        const { number } = await takeNumber(tx, settings)
        await placed
        return number
      })
      const number = await place()
      resolve()
      expect(await slow).not.toBe(number)
    })
  }

  test('switching to and fro while orders are placed gives no number twice, and they rise', async () => {
    const { place, set } = await open()
    const numbers: string[] = []
    const buy = async (): Promise<void> => {
      for (let i = 0; i < 30; i++) numbers.push(await place())
    }
    const buyers = [buy(), buy(), buy(), buy()]
    let highest = 0
    for (const gapless_numbers of [false, true, false, false, true, false, true]) {
      await set({ gapless_numbers })
      const number = await place()
      expect(Number(number)).toBeGreaterThan(highest)
      highest = Number(number)
      numbers.push(number)
    }
    await Promise.all(buyers)
    expect(new Set(numbers).size).toBe(127)
    expect(Number(await place())).toBe(1 + Math.max(...numbers.map(Number)))
  })

  for (const gapless_numbers of [true, false]) {
    const name = gapless_numbers ? 'with' : 'without'
    test(`${name} gapless numbers one that another prefix made is passed over`, async () => {
      const { place, set } = await open()
      await set({ gapless_numbers, number_prefix: '5', number_start: 6000 })
      expect(await place()).toBe('56000')
      expect(await place()).toBe('56001')
      await set({ number_prefix: '', number_start: 55_999 })
      expect([await place(), await place(), await place()]).toEqual(['55999', '56002', '56003'])
    })
  }
})
