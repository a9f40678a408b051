// The notes of an order, for staff only unless marked as visible to the customer.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Check, Refusal, TextArea, useForm } from '#dashboard/parts/form.tsx'
import { Actor } from '#dashboard/parts/order/actor.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { Time } from '#dashboard/parts/time.tsx'

const texts = t.orderDetail.notes

export function Notes() {
  const { order, take, isStaff } = useOrder()
  const [text, setText] = useState('')
  const [isVisible, setVisible] = useState(false)
  const form = useForm(async () => {
    const visibility = isVisible ? 'customer' : 'internal'
    take(await client.orders.addNote(order.id, { text, visibility }))
    // Text typed since then belongs to the next note.
    setText((now) => (now === text ? '' : now))
    // The next note is for staff again.
    setVisible(false)
  })
  if (!isStaff && order.notes.length === 0) return null
  return (
    <section className="parts-panel" aria-label={texts.title}>
      <header className="parts-panel-head">
        <h2>{texts.title}</h2>
      </header>
      {isStaff && (
        <form
          className="parts-panel-body parts-stack"
          onSubmit={(event) => {
            event.preventDefault()
            void form.submit()
          }}
        >
          <TextArea
            label={texts.new}
            rows={2}
            value={text}
            onChange={setText}
            problem={form.problemOf('text')}
          />
          <Refusal of={form} />
          <div className="parts-row">
            <Check label={texts.visible} isOn={isVisible} onChange={setVisible} />
            <span className="parts-push">
              <Button type="submit" size="small" isBusy={form.isBusy} disabled={text.trim() === ''}>
                {isVisible ? texts.addForCustomer : texts.add}
              </Button>
            </span>
          </div>
        </form>
      )}
      {[...order.notes].reverse().map((note) => (
        <article key={note.id} className="order-detail-note">
          <p>{note.text}</p>
          <div className="parts-small parts-soft">
            <Actor actor={note.created_by} /> · <Time at={note.created_at} />
            {note.visibility === 'customer' && ` · ${texts.visible}`}
          </div>
        </article>
      ))}
    </section>
  )
}
