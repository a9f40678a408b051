// One step on many orders: the bar that offers it, how far it is, and a result for each. It goes in
// small batches, so that progress is real and stopping it is possible.

import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { type AnswerOf, type BodyOf, type Order, OrderdError } from '#client/index.ts'
import { adding, changeTags } from '#dashboard/lib/change-tags.ts'
import { client } from '#dashboard/lib/client.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'

type Command = BodyOf<'POST /orders/bulk'>['command']
type Result = AnswerOf<'POST /orders/bulk'>['results'][number]

interface Action {
  command: Command
  label: string
  /** What will happen, for as many orders as picked. */
  tells: (count: string) => string
  tone?: 'stop'
  args?: object
  /** A word that has to be said first, and what it does to each order by itself. */
  asks?: { label: string; each: (text: string, order: Order) => Promise<Order> }
}

const ACTIONS: readonly Action[] = [
  {
    command: 'confirm',
    label: 'Confirm',
    tells: (n) => `${n} are confirmed; their stock is held for good.`,
  },
  {
    command: 'fulfillments',
    label: 'Ship',
    args: { ship: true },
    tells: (n) =>
      `${n} ship now, all that is left of them, without a tracking number. A shipment can be undone on the page of its order.`,
  },
  {
    command: 'hold',
    label: 'Put on hold',
    tells: (n) => `${n} stop where they are until somebody releases them.`,
  },
  { command: 'release', label: 'Release', tells: (n) => `${n} go on where they stopped.` },
  {
    command: 'complete',
    label: 'Complete',
    tells: (n) => `${n} are closed. Each can be reopened.`,
  },
  {
    command: 'update',
    label: 'Add a tag',
    tells: (n) => `${n} get the tag beside those they have.`,
    // By itself: what stands in the table may be old, and a tag of somebody else's would be lost.
    asks: { label: 'Tag', each: (tag, order) => changeTags(order, adding(tag)) },
  },
  {
    command: 'archive',
    label: 'Archive',
    tells: (n) => `${n} leave the board and the usual lists. Each can be brought back.`,
  },
  {
    command: 'cancel',
    label: 'Cancel',
    args: { reason: 'staff' },
    tone: 'stop',
    tells: (n) =>
      `${n} are cancelled: stock is freed, authorizations are let go. What was captured is recorded as a refund in full; no money moves by it: refund it where it was paid. This cannot be taken back.`,
  },
]

const BATCH = 25
const AT_ONCE = 4
/** Above every refusal there is. */
const NO_ANSWER = 599

interface BulkProps {
  picked: readonly Order[]
  onDone: () => void
}

export function Bulk({ picked, onDone }: BulkProps) {
  const [action, setAction] = useState<Action | null>(null)
  return (
    <>
      {picked.length > 0 && <Bar picked={picked} onAction={setAction} onDone={onDone} />}
      {/* Apart from the bar: what was done may take every picked row out of the filter. */}
      {action !== null && (
        <BulkDialog
          action={action}
          orders={picked}
          onClose={(isDone) => {
            setAction(null)
            if (isDone) onDone()
          }}
        />
      )}
    </>
  )
}

interface BarProps extends BulkProps {
  onAction: (action: Action) => void
}

function Bar({ picked, onAction, onDone }: BarProps) {
  return (
    <section className="orders-bulk" aria-label="Picked orders">
      <span>
        <strong>{countText(picked.length)}</strong> picked
      </span>
      <Menu
        label="What to do with them"
        tone="main"
        items={() =>
          ACTIONS.map((one) => ({
            label: `${one.label}…`,
            tone: one.tone,
            run: () => onAction(one),
          }))
        }
      >
        Do…
      </Menu>
      <Button tone="quiet" onClick={onDone}>
        Unpick all
      </Button>
    </section>
  )
}

interface BulkDialogProps {
  action: Action
  orders: readonly Order[]
  onClose: (isDone: boolean) => void
}

type Phase = 'asking' | 'running' | 'done'

function BulkDialog({ action, orders, onClose }: BulkDialogProps) {
  const { label, tone, tells, asks } = action
  // What was picked when it was asked: the table goes on living behind the dialog.
  const [subjects] = useState(orders)
  const [phase, setPhase] = useState<Phase>('asking')
  const [results, setResults] = useState<readonly Result[]>([])
  const [text, setText] = useState('')
  const isStopped = useRef(false)
  const refused = results.filter(({ status }) => status >= 400)
  const count = `${countText(subjects.length)} ${subjects.length === 1 ? 'order' : 'orders'}`

  async function run(): Promise<void> {
    setPhase('running')
    // What is sent for each by itself goes a few at a time.
    const size = asks === undefined ? BATCH : AT_ONCE
    for (let at = 0; at < subjects.length && !isStopped.current; at += size) {
      const some = subjects.slice(at, at + size)
      const found = await send(action, some, text)
      setResults((before) => [...before, ...found])
    }
    setPhase('done')
  }

  return (
    <Dialog
      title={phase === 'done' ? `${label}: result` : `${label}: ${count}`}
      onClose={() => {
        isStopped.current = true
        onClose(phase !== 'asking')
      }}
      onSubmit={() => (phase === 'asking' ? void run() : onClose(true))}
      foot={
        phase === 'asking' ? (
          <>
            <Button onClick={() => onClose(false)}>Leave them</Button>
            <Button
              type="submit"
              tone={tone ?? 'main'}
              disabled={asks !== undefined && text.trim() === ''}
            >
              {label} {count}
            </Button>
          </>
        ) : phase === 'running' ? (
          <Button
            onClick={() => {
              isStopped.current = true
            }}
          >
            Stop after this batch
          </Button>
        ) : (
          <Button type="submit" tone="main">
            Close
          </Button>
        )
      }
    >
      {phase === 'asking' ? (
        <>
          <p>{tells(count)}</p>
          {asks !== undefined && (
            <TextField label={asks.label} value={text} onChange={setText} hasFocus />
          )}
        </>
      ) : (
        <>
          <progress
            className="parts-progress"
            aria-label="Orders done"
            value={results.length}
            max={subjects.length}
          />
          <p role="status">
            {countText(results.length)} of {countText(subjects.length)} sent
            {refused.length > 0 && `, ${countText(refused.length)} refused`}
          </p>
          <Results subjects={subjects} results={results} />
        </>
      )}
    </Dialog>
  )
}

async function send(
  { command, asks, args = {} }: Action,
  orders: readonly Order[],
  text: string,
): Promise<Result[]> {
  if (asks !== undefined) {
    return Promise.all(orders.map((order) => resultOf(order, asks.each(text.trim(), order))))
  }
  const ids = orders.map(({ id }) => id)
  try {
    const { results } = await client.orders.bulk({ ids, command, args: { ...args } })
    if (command !== 'cancel') return results
    return await Promise.all(results.map(refundWhereNeeded))
  } catch (error) {
    return ids.map((id) => refused(id, error))
  }
}

async function resultOf({ id }: Order, done: Promise<Order>): Promise<Result> {
  try {
    return { id, status: 200, order: await done }
  } catch (error) {
    return refused(id, error)
  }
}

/** Also where no answer came. */
function refused(id: string, error: unknown): Result {
  const detail = error instanceof Error ? error.message : String(error)
  const status = error instanceof OrderdError && error.status > 0 ? error.status : NO_ANSWER
  return { id, status, error: { detail } }
}

/** Of money that was taken a refund is recorded in full, as the dialog said. */
async function refundWhereNeeded(result: Result): Promise<Result> {
  if (result.error?.code !== 'refund_required') return result
  const { results } = await client.orders.bulk({
    ids: [result.id],
    command: 'cancel',
    args: { reason: 'staff', refund: 'all' },
  })
  return results[0] ?? result
}

function Results({
  subjects,
  results,
}: {
  subjects: readonly Order[]
  results: readonly Result[]
}) {
  const names = new Map(subjects.map((order) => [order.id, nameOf(order)]))
  const sorted = [...results].sort((a, b) => b.status - a.status)
  return (
    <ul className="orders-results">
      {sorted.map(({ id, status, error }) => (
        <li key={id} className="parts-row">
          <span className="parts-status" data-tone={status >= 400 ? 'stop' : 'good'}>
            <Link to="/orders/$id" params={{ id }}>
              {names.get(id)}
            </Link>
          </span>
          <span className={status >= 400 ? '' : 'parts-soft'}>
            {status >= 400 ? String(error?.detail ?? 'Refused') : 'Done'}
          </span>
        </li>
      ))}
    </ul>
  )
}
