// The dialog of a bulk action: its confirmation, its progress, and a result for each order. It works in
// batches, so that it can be stopped between two of them.

import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Order } from '#client/index.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { type Action, batchSizeOf, type Result, send } from './bulk-actions.ts'

interface BulkDialogProps {
  action: Action
  orders: readonly Order[]
  onClose: (isDone: boolean) => void
}

type Phase = 'confirming' | 'running' | 'done'

export function BulkDialog({ action, orders, onClose }: BulkDialogProps) {
  const { texts, tone, input } = action
  // The selection when the dialog opened: the table changes behind it.
  const [subjects] = useState(orders)
  const [phase, setPhase] = useState<Phase>('confirming')
  const [results, setResults] = useState<readonly Result[]>([])
  const [text, setText] = useState('')
  const isStopped = useRef(false)
  const submit = texts.submit(t.orders.bulk.orders(subjects.length, countText(subjects.length)))

  async function run(): Promise<void> {
    setPhase('running')
    const size = batchSizeOf(action)
    for (let at = 0; at < subjects.length && !isStopped.current; at += size) {
      const batch = await send(action, subjects.slice(at, at + size), text)
      setResults((before) => [...before, ...batch])
    }
    setPhase('done')
  }

  return (
    <Dialog
      title={phase === 'done' ? t.orders.bulk.result(texts.label) : t.orders.bulk.question(submit)}
      onClose={() => {
        isStopped.current = true
        onClose(phase !== 'confirming')
      }}
      onSubmit={() => (phase === 'confirming' ? void run() : onClose(true))}
      foot={
        phase === 'confirming' ? (
          <>
            <Button onClick={() => onClose(false)}>
              {action.command === 'cancel' ? t.orders.bulk.keep : t.common.cancel}
            </Button>
            <Button
              type="submit"
              tone={tone ?? 'main'}
              disabled={input !== undefined && text.trim() === ''}
            >
              {submit}
            </Button>
          </>
        ) : phase === 'running' ? (
          <Button
            onClick={() => {
              isStopped.current = true
            }}
          >
            {t.orders.bulk.stop}
          </Button>
        ) : (
          <Button type="submit" tone="main">
            {t.common.close}
          </Button>
        )
      }
    >
      {phase === 'confirming' ? (
        <>
          <p>{texts.description}</p>
          {input !== undefined && (
            <TextField label={input.label} value={text} onChange={setText} hasFocus />
          )}
        </>
      ) : (
        <Results subjects={subjects} results={results} />
      )}
    </Dialog>
  )
}

const isFailed = ({ status }: Result): boolean => status >= 400

interface ResultsProps {
  subjects: readonly Order[]
  results: readonly Result[]
}

/** The failed ones first. */
function Results({ subjects, results }: ResultsProps) {
  const names = new Map(subjects.map((order) => [order.id, nameOf(order)]))
  const failed = results.filter(isFailed).length
  const texts = t.orders.bulk
  return (
    <>
      <progress
        className="parts-progress"
        aria-label={texts.progress}
        value={results.length}
        max={subjects.length}
      />
      <p role="status">
        {texts.processed(countText(results.length), countText(subjects.length))}
        {failed > 0 && `, ${texts.failed(countText(failed))}`}
      </p>
      <ul className="orders-results">
        {[...results]
          .sort((a, b) => b.status - a.status)
          .map((result) => (
            <li key={result.id} className="parts-row">
              <span className="parts-status" data-tone={isFailed(result) ? 'stop' : 'good'}>
                <Link to="/orders/$id" params={{ id: result.id }}>
                  {names.get(result.id)}
                </Link>
              </span>
              <span className={isFailed(result) ? '' : 'parts-soft'}>
                {isFailed(result) ? String(result.error?.detail ?? texts.refused) : texts.done}
              </span>
            </li>
          ))}
      </ul>
    </>
  )
}
