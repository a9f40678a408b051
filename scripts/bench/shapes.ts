// The shapes of real orders as small tables: lines, quantities, prices, discounts, freight, countries and
// hours of a trading company (Northwind) and of a day of a mail-order shop (UCI Online Retail).
// Deterministic: the same seed makes the same orders.

/** The values at the 0th, 10th, ... 100th in a hundred. */
type Deciles = readonly number[]

interface Trade {
  source: string
  /** Part of all orders. */
  share: number
  lines: Deciles
  quantities: Deciles
  prices: Deciles
  freight: Deciles
  /** Part of the lines with a discount, each of these rates. */
  discounted: number
  rates: readonly string[]
  countries: readonly string[]
}

const TRADES: readonly [Trade, Trade] = [
  {
    source: 'northwind',
    share: 0.9,
    lines: [1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 6],
    quantities: [1, 5, 10, 12, 15, 20, 21, 30, 35, 50, 130],
    prices: [2, 7.45, 10, 13.25, 16, 18.4, 21.5, 28.8, 35.1, 46, 263.5],
    freight: [0.02, 3.43, 8.72, 17.55, 27.94, 41.34, 57.75, 76.13, 116.13, 188.04, 1007.64],
    discounted: 0.39,
    rates: ['0.05', '0.1', '0.15', '0.2', '0.25'],
    countries: ['DE', 'US', 'DE', 'US', 'BR', 'FR', 'GB', 'VE', 'AT', 'SE', 'CA', 'MX', 'IT', 'ES'],
  },
  {
    source: 'retail-day',
    share: 0.1,
    lines: [1, 1, 2, 4, 6, 10, 14, 16, 22, 48, 85],
    quantities: [1, 1, 1, 1, 2, 2, 3, 6, 10, 20, 600],
    prices: [0.1, 0.85, 1.25, 1.65, 2.1, 2.55, 3.35, 4.21, 5.06, 7.95, 110],
    freight: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 18],
    discounted: 0,
    rates: [],
    countries: ['GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'IE', 'FR', 'AU', 'NL', 'NO'],
  },
]

/** Orders by the hour of a day from 8 to 17, in UTC. */
const HOURS = [6, 16, 11, 12, 22, 12, 11, 15, 16, 6]
const FIRST_HOUR = 8
const FIRST_NAMES = [
  'Maria',
  'Ana',
  'Antonio',
  'Thomas',
  'Christina',
  'Hanna',
  'Frédérique',
  'Martín',
]
const LAST_NAMES = [
  'Anders',
  'Trujillo',
  'Moreno',
  'Hardy',
  'Berglund',
  'Moos',
  'Citeaux',
  'Sommer',
]
const CITIES = [
  'Berlin',
  'London',
  'Luleå',
  'Mannheim',
  'Strasbourg',
  'Madrid',
  'Marseille',
  'Leeds',
]
const GOODS = [
  'Lantern',
  'Heart',
  'Tea',
  'Chang',
  'Syrup',
  'Mug',
  'Cushion',
  'Bunting',
  'Tofu',
  'Doormat',
]
const LOOKS = ['White', 'Red', 'Vintage', 'Green', 'Organic', 'Retro', 'Knitted', 'Hanging']
const TAGS = ['wholesale', 'gift', 'vip']
const PRODUCTS = 1_417
const ORDERS_OF_CUSTOMER = 9
const FIRST_DAY_MS = Date.UTC(2024, 0, 1)
const DAYS = 730
const DAY_MS = 86_400_000
const OPEN = 0.025
const CANCELLED = 0.04

/** Numbers from 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function at(deciles: Deciles, share: number): number {
  const place = share * (deciles.length - 1)
  const low = deciles[Math.floor(place)] ?? 0
  const high = deciles[Math.ceil(place)] ?? low
  return low + (high - low) * (place % 1)
}

const oneOf = <T>(values: readonly [T, ...T[]] | readonly T[], share: number): T =>
  values[Math.floor(share * values.length)] as T

const skuOf = (index: number): string => `G${String(10_000 + index)}`
const titleOf = (index: number): string =>
  `${LOOKS[index % LOOKS.length]} ${GOODS[Math.floor(index / LOOKS.length) % GOODS.length]} ${index}`

/** Words of orders, for searches: two names and one title of each kind. */
export const SEARCHES: readonly string[] = [
  ...LAST_NAMES,
  ...CITIES.filter((city) => /^\w+$/.test(city)),
  ...GOODS,
  ...LAST_NAMES.map((name, i) => `${name}%20${GOODS[i]}`),
  'c17',
  'G10042',
]

export function* productRows(): Generator<string> {
  yield 'sku,title,price,on_hand'
  for (let index = 0; index < PRODUCTS; index++) {
    yield `${skuOf(index)},${titleOf(index)},12.50,1000000000`
  }
}

const COLUMNS =
  'external_id,external_source,customer,placed_at,status,paid,shipped,currency,email,tags,shipping,name,line1,city,postal_code,country,sku,title,quantity,unit_price,discount_rate,tax_rate'

export const externalId = (index: number): string => `B${index}`

/** The CSV rows of the orders `from` to `to` (not included) of a shop of that size, oldest first. */
export function* orderRows(
  size: number,
  from: number,
  to: number,
  seed: number,
): Generator<string> {
  yield COLUMNS
  for (let index = from; index < to; index++) yield* rowsOf(size, index, randomOf(seed + index))
}

function* rowsOf(size: number, index: number, random: () => number): Generator<string> {
  const [trade, other] = TRADES
  const { source, ...shape } = random() < trade.share ? trade : other
  const age = index / size
  const day = Math.floor(age * DAYS)
  const hour = FIRST_HOUR + hourOf(random())
  const time = new Date(
    FIRST_DAY_MS + day * DAY_MS + hour * 3_600_000 + Math.floor(random() * 3_600_000),
  )
  const isOpen = age > 1 - OPEN
  const isPending = isOpen && random() < 0.4
  const isCancelled = !isOpen && random() < CANCELLED
  const status = isPending
    ? 'pending'
    : isOpen
      ? 'confirmed'
      : isCancelled
        ? 'cancelled'
        : 'completed'
  const isPaid = !isPending && !isCancelled
  // A few customers order often.
  const customer = Math.floor((size / ORDERS_OF_CUSTOMER) * random() ** 2)
  const name = `${oneOf(FIRST_NAMES, random())} ${oneOf(LAST_NAMES, random())}`
  const tag = random() < 0.05 ? oneOf(TAGS, random()) : ''
  const head = [
    externalId(index),
    source,
    `C${customer}`,
    time.toISOString(),
    status,
    isPaid ? 'yes' : 'no',
    isPaid && !isOpen ? 'yes' : 'no',
    'EUR',
    `c${customer}@example.com`,
    tag,
    at(shape.freight, random()).toFixed(2),
    name,
    `${Math.ceil(random() * 90)} High St`,
    oneOf(CITIES, random()),
    String(10_000 + Math.floor(random() * 80_000)),
    oneOf(shape.countries, random()),
  ].join(',')
  const lines = Math.round(at(shape.lines, random()))
  for (let line = 0; line < lines; line++) {
    const product = Math.floor(PRODUCTS * random() ** 2)
    const quantity = Math.max(1, Math.round(at(shape.quantities, random())))
    const rate = random() < shape.discounted ? oneOf(shape.rates, random()) : '0'
    const price = at(shape.prices, random()).toFixed(2)
    yield `${head},${skuOf(product)},${titleOf(product)},${quantity},${price},${rate},0.19`
  }
}

function hourOf(share: number): number {
  let left = share * HOURS.reduce((sum, orders) => sum + orders, 0)
  return HOURS.findIndex((orders) => {
    left -= orders
    return left < 0
  })
}
