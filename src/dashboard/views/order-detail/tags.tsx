// The tags of an order. Removing one can be undone.

import { useState } from 'react'
import { adding, type Change, changeTags, removing } from '#dashboard/lib/change-tags.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'

const texts = t.orderDetail.tags

export function Tags() {
  const { order, take } = useOrder()
  const [text, setText] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function run(change: Change): Promise<boolean> {
    setBusy(true)
    try {
      take(await changeTags(order, change))
      return true
    } catch (error) {
      notifyRefusal(t.common.tags, error)
      return false
    } finally {
      setBusy(false)
    }
  }

  async function remove(tag: string): Promise<void> {
    if (!(await run(removing(tag)))) return
    notify(texts.removed(tag), {
      action: { label: t.common.undo, run: () => void run(adding(tag)) },
    })
  }

  return (
    <section className="parts-panel" aria-label={t.common.tags}>
      <header className="parts-panel-head">
        <h2>{t.common.tags}</h2>
      </header>
      <div className="parts-panel-body parts-stack">
        {(order.tags ?? []).length > 0 && (
          <ul className="parts-row parts-row-wrap">
            {order.tags?.map((tag) => (
              <li key={tag} className="parts-tag">
                <span className="parts-truncate">{tag}</span>
                <button
                  type="button"
                  className="order-detail-remove-tag"
                  aria-label={texts.remove(tag)}
                  disabled={isBusy}
                  onClick={() => void remove(tag)}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <form
          className="parts-row"
          onSubmit={(event) => {
            event.preventDefault()
            const tag = text.trim()
            if (tag === '') return
            void run(adding(tag)).then((isDone) => {
              if (isDone) setText('')
            })
          }}
        >
          <input
            className="parts-input"
            aria-label={texts.new}
            placeholder={texts.new}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" isBusy={isBusy} disabled={text.trim() === ''}>
            {t.common.add}
          </Button>
        </form>
      </div>
    </section>
  )
}
