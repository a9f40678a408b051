// The best-selling products of the period, by net sales after returns and cancellations.

import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '#client/index.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Empty } from '#dashboard/parts/states.tsx'

type ProductSales = AnswerOf<'GET /reports/products'>['items'][number]

const MAX_PRODUCTS = 10

export const TopProducts = ({ products }: { products: readonly ProductSales[] }) => (
  <section className="parts-panel" aria-label={t.overview.topProducts}>
    <header className="parts-panel-head">
      <h2>{t.overview.topProducts}</h2>
    </header>
    {products.length === 0 ? (
      <Empty title={t.overview.noProducts} />
    ) : (
      <div className="parts-table-wrap">
        <table className="parts-table">
          <thead>
            <tr>
              <th>{t.common.product}</th>
              <th className="parts-number">{t.overview.sold}</th>
              <th className="parts-number parts-hide-phone">{t.overview.returned}</th>
              <th className="parts-number">{t.overview.figures.net}</th>
            </tr>
          </thead>
          <tbody>
            {products.slice(0, MAX_PRODUCTS).map((sold) => (
              <tr key={`${sold.sku} ${sold.title}`}>
                <td>
                  {sold.sku === null ? (
                    sold.title
                  ) : (
                    <Link className="parts-cell-link" to="/products" search={{ q: sold.sku }}>
                      {sold.title}
                    </Link>
                  )}
                </td>
                <td className="parts-number">{countText(sold.quantity)}</td>
                <td className="parts-number parts-hide-phone">
                  {sold.returned === 0 ? '' : countText(sold.returned)}
                </td>
                <td className="parts-number">
                  <Money minor={sold.net} currency={sold.currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </section>
)
