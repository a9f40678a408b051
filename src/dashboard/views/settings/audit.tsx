// The audit log, newest first: each event with its actor and its changed fields.

import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { useShopCurrency } from '#dashboard/lib/shop.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Actor } from '#dashboard/parts/order/actor.tsx'
import { changeLines } from '#dashboard/parts/order/changes.ts'
import { Empty, Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { Frame } from './frame.tsx'
import { type Entry, readBack } from './read-back.ts'

const { audit: texts } = t.settings

const ACCOUNTS =
  'user.created,user.updated,user.signed_in,user.sign_in_failed,user.token_reused,session.revoked,api_key.created,api_key.updated,api_key.confirmed,api_key.revoked'

const KINDS = [
  ['', texts.kinds.all],
  [ACCOUNTS, texts.kinds.accounts],
  [
    'settings.updated,webhook.created,webhook.updated,webhook.deleted,webhook.disabled,export.created,backup.created',
    texts.kinds.settings,
  ],
  ['order.cancelled,order.edited,order.deleted,order.attention', texts.kinds.orders],
  ['payment.captured,payment.refunded,payment.voided,payment.charged_back', texts.kinds.money],
  ['stock.changed,product.created,product.updated,product.deleted', texts.kinds.products],
] as const

export const Audit = (): ReactNode => (
  <Frame name={t.settings.pages.audit}>
    <Log />
  </Frame>
)

function Log() {
  const [type, setType] = useState<string>('')
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['audit', type],
    queryFn: ({ pageParam, signal }) =>
      readBack(client.events.list, { type, before: pageParam, signal }),
    initialPageParam: 'now',
    getNextPageParam: ({ rest }) => rest,
    staleTime: 0,
  })
  const entries = data?.pages.flatMap((page) => page.entries)
  return (
    <>
      <fieldset className="parts-filters">
        <legend className="parts-visually-hidden">{texts.filter}</legend>
        {KINDS.map(([value, title]) => (
          <button
            key={title}
            type="button"
            className="parts-chip"
            aria-pressed={value === type}
            onClick={() => setType(value)}
          >
            {title}
          </button>
        ))}
      </fieldset>
      <section className="parts-panel" aria-label={t.settings.pages.audit} aria-busy={isFetching}>
        {entries === undefined ? (
          error === null ? (
            <div className="parts-panel-body">
              <Skeleton lines={8} />
            </div>
          ) : (
            <Failure error={error} name={t.settings.pages.audit} onRetry={() => void refetch()} />
          )
        ) : entries.length === 0 ? (
          <Empty title={hasNextPage ? texts.emptyHere : texts.empty} />
        ) : (
          <ol>
            {entries.map((entry) => (
              <Line key={entry.id} entry={entry} />
            ))}
          </ol>
        )}
        {hasNextPage && (
          <div className="parts-pages">
            <Button size="small" isBusy={isFetching} onClick={() => void fetchNextPage()}>
              {texts.loadMore}
            </Button>
          </div>
        )}
      </section>
    </>
  )
}

const currencyOf = ({ order, product, coupon, shipping_method }: Entry) =>
  (order ?? product ?? coupon ?? shipping_method)?.currency

function Line({ entry }: { entry: Entry }) {
  const { type, at, actor, order, stock, backup, change, request_id } = entry
  const shopCurrency = useShopCurrency()
  const currency = currencyOf(entry) ?? shopCurrency
  const changes = (currency === undefined ? [] : changeLines(change ?? {}, currency))
    .map(({ label, before, after }) =>
      after === null ? label : `${label}: ${before ?? t.orderParts.changes.none} → ${after}`,
    )
    .join(' · ')
  return (
    <li className="parts-entry">
      <span className="parts-mono parts-strong">{type}</span>
      {order !== undefined && (
        <Link to="/orders/$id" params={{ id: order.id }}>
          {order.number ?? t.common.draft}
        </Link>
      )}
      {stock !== undefined && (
        <Link to="/products" search={{ q: stock.sku }} className="parts-mono">
          {stock.sku}
        </Link>
      )}
      {backup !== undefined && <Link to="/settings/backups">{backup.name}</Link>}
      <span className="parts-soft">
        {texts.by} <Actor actor={actor} />
      </span>
      <span className="parts-push parts-soft parts-small">
        <Time at={at} />
      </span>
      {(changes !== '' || request_id !== undefined) && (
        <span className="parts-detail settings-break">
          {changes}
          {request_id !== undefined && (
            <span className="parts-faint parts-mono"> {request_id}</span>
          )}
        </span>
      )}
    </li>
  )
}
