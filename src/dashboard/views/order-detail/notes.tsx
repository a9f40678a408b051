// Notes: for the staff alone unless it is said otherwise.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Check, Refusal, TextArea, useForm } from '#dashboard/parts/form.tsx'
import { Actor } from '#dashboard/parts/order/actor.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { Time } from '#dashboard/parts/time.tsx'

export function Notes() {
  const { order, take, isStaff } = useOrder()
  const [text, setText] = useState('')
  const [isVisible, setVisible] = useState(false)
  const form = useForm(async () => {
    const visibility = isVisible ? 'customer' : 'internal'
    take(await client.orders.addNote(order.id, { text, visibility }))
    // What is typed meanwhile is the next one.
    setText((now) => (now === text ? '' : now))
    // Said once: the next note is for the staff again.
    setVisible(false)
  })
  if (!isStaff && order.notes.length === 0) return null
  return (
    <section className="parts-panel" aria-label="Notes">
      <header className="parts-panel-head">
        <h2>Notes</h2>
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
            label="New note"
            rows={2}
            value={text}
            onChange={setText}
            problem={form.problemOf('text')}
          />
          <Refusal of={form} />
          <div className="parts-row">
            <Check label="The customer sees it" isOn={isVisible} onChange={setVisible} />
            <span className="parts-push">
              <Button type="submit" size="small" isBusy={form.isBusy} disabled={text.trim() === ''}>
                {isVisible ? 'Tell the customer' : 'Add the note'}
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
            {note.visibility === 'customer' && ' · the customer sees it'}
          </div>
        </article>
      ))}
    </section>
  )
}
