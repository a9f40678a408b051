// What sold best in the span, by what was left of it after returns and cancellations.

import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '#client/index.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'
import { Empty } from '#dashboard/parts/states.tsx'

type Sold = AnswerOf<'GET /reports/products'>['items'][number]

const MOST = 10

export const TopProducts = ({ products }: { products: readonly Sold[] }) => (
  <section className="parts-panel" aria-label="Top products">
    <header className="parts-panel-head">
      <h2>Top products</h2>
    </header>
    {products.length === 0 ? (
      <Empty title="Nothing was sold in this time" />
    ) : (
      <div className="parts-table-wrap">
        <table className="parts-table">
          <thead>
            <tr>
              <th>Product</th>
              <th className="parts-number">Sold</th>
              <th className="parts-number parts-hide-phone">Returned</th>
              <th className="parts-number">Net sales</th>
            </tr>
          </thead>
          <tbody>
            {products.slice(0, MOST).map((sold) => (
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
