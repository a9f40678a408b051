// The sample shop: an invented house of tea and pottery. Prices are in cents before tax, at two tax rates:
// food and goods.

export interface SampleProduct {
  sku: string
  title: string
  description: string
  price: number
  tax_rate_ppm: number
  on_hand: number
  low_stock_at: number
}

const FOOD_PPM = 70_000
const GOODS_PPM = 190_000

const product = (
  sku: string,
  title: string,
  description: string,
  price: number,
  tax_rate_ppm: number,
  on_hand: number,
): SampleProduct => ({ sku, title, description, price, tax_rate_ppm, on_hand, low_stock_at: 8 })

export const SAMPLE_PRODUCTS: readonly SampleProduct[] = [
  product(
    'TEA-SENCHA',
    'Sencha, 100 g',
    'Green tea, first flush, light and grassy.',
    1290,
    FOOD_PPM,
    60,
  ),
  product('TEA-ASSAM', 'Assam, 100 g', 'Black tea that takes milk well.', 890, FOOD_PPM, 80),
  product('TEA-EARL', 'Earl Grey, 100 g', 'Black tea with oil of bergamot.', 950, FOOD_PPM, 80),
  product('TEA-OOLONG', 'Mountain oolong, 50 g', 'Half rolled, half dreamt.', 1650, FOOD_PPM, 40),
  product('TEA-MINT', 'Garden mint, 40 g', 'Nothing but leaves.', 590, FOOD_PPM, 70),
  product('TEA-BOX', 'Tasting box, five teas', 'A week of afternoons.', 2450, FOOD_PPM, 30),
  product('POT-CLAY', 'Clay teapot, 0.4 l', 'Unglazed inside; it remembers.', 4900, GOODS_PPM, 20),
  product('POT-IRON', 'Iron teapot, 0.8 l', 'Heavy, warm for an hour.', 7900, GOODS_PPM, 15),
  product('CUP-STONE', 'Stoneware cup', 'No two alike.', 1600, GOODS_PPM, 60),
  product('CUP-GLASS', 'Double-walled glass', 'See the leaves open.', 1450, GOODS_PPM, 50),
  product('WHISK', 'Bamboo whisk', 'For matcha, eighty tines.', 1890, GOODS_PPM, 25),
  product('TIN-100', 'Tea tin, 100 g', 'Keeps light and air away.', 750, GOODS_PPM, 90),
]

export const SAMPLE_CUSTOMERS = [
  'Ada Byrne',
  'Bela Okafor',
  'Chiara Lindqvist',
  'Dmitri Haddad',
  'Elif Moreau',
  'Farah Nakamura',
  'Goran Silva',
  'Hana Petersen',
  'Ines Kowalski',
  'Jonas Abebe',
  'Kaya Duarte',
  'Lior Vestergaard',
] as const

export const SAMPLE_CITIES = [
  { city: 'Lisboa', country: 'PT', postal_code: '1100-148' },
  { city: 'Gent', country: 'BE', postal_code: '9000' },
  { city: 'Graz', country: 'AT', postal_code: '8010' },
  { city: 'Aarhus', country: 'DK', postal_code: '8000' },
  { city: 'Bologna', country: 'IT', postal_code: '40121' },
] as const

export const SAMPLE_STREETS = ['Harbour Row', 'Linden Lane', 'Mill Street', 'Old Market'] as const
