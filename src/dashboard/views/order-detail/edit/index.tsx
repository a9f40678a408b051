// The dialog that edits an order. All operations go in one command; the server previews the new totals and
// the difference. Changes by others are listed, renew the preview, and leave conflicts to decide.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, isPassing, isVersionConflict, type Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { Refusal, TextField, useForm } from '#dashboard/parts/form.tsx'
import { ChangeList } from '#dashboard/parts/order/change-list.tsx'
import { changeLines } from '#dashboard/parts/order/changes.ts'
import { ConcurrentChanges, changesBetween } from '#dashboard/parts/order/concurrent-changes.tsx'
import { ConflictChoice, type Side } from '#dashboard/parts/order/conflict.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { useKey } from '#dashboard/parts/order/form-dialog.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { useLater } from '#dashboard/parts/picker.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { AddExtras } from './add.tsx'
import { EditAddresses, EditCharges } from './charges.tsx'
import { type Draft, NOTHING, type Op, plan } from './draft.ts'
import { EditLines, type PartProps } from './lines.tsx'

const texts = t.edit.dialog

type Preview = AnswerOf<'POST /orders/{id}/edits'>

export function EditDialog({ onClose }: { onClose: () => void }) {
  const { order, take } = useOrder()
  // The order of the moment the dialog opened; the page behind is live.
  const [base] = useState(order)
  const [draft, setDraft] = useState(NOTHING)
  const [sides, setSides] = useState<ReadonlyMap<string, Side>>(new Map())
  const [note, setNote] = useState('')
  const { ops, conflicts, isDecided } = plan(draft, base, order, sides)
  const { preview, refusal } = usePreview(order, ops, take)
  const idempotencyKey = useKey()

  const form = useForm(async () => {
    if (ops === null || preview === null) return
    try {
      const body = { ops, ...(note === '' ? {} : { note }) }
      const options = { ifMatch: order.version, idempotencyKey: idempotencyKey.now() }
      const {
        difference: _,
        warnings: __,
        ...after
      } = await client.orders.edit(order.id, body, options)
      take(after)
      notify(texts.done(nameOf(after)))
      onClose()
    } catch (error) {
      if (!isPassing(error)) idempotencyKey.renew()
      if (!isVersionConflict(error)) throw error
      // Nothing is saved: the changes are listed and the preview is renewed.
      take(await client.orders.get(order.id))
    }
  })

  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }))
  return (
    <Dialog
      title={texts.title(nameOf(order))}
      width="wide"
      onClose={onClose}
      onSubmit={() => {
        if (preview !== null && isDecided) void form.submit()
      }}
      foot={
        <>
          <Difference
            preview={preview}
            currency={order.currency}
            instead={insteadOf({ ops, isDecided, isRefused: refusal !== null })}
          />
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button
            type="submit"
            tone="main"
            isBusy={form.isBusy}
            disabled={preview === null || !isDecided}
          >
            {t.common.save}
          </Button>
        </>
      }
    >
      <ConcurrentChanges base={base} order={order} />
      {conflicts.map((conflict) => (
        <ConflictChoice
          {...conflict}
          key={conflict.key}
          name={conflict.key}
          side={sides.get(conflict.key) ?? null}
          onChoose={(side) => setSides(new Map(sides).set(conflict.key, side))}
        />
      ))}
      <EditLines draft={draft} set={set} />
      <EditCharges draft={draft} set={set} />
      <AddExtras draft={draft} set={set} />
      <EditAddresses draft={draft} set={set} />
      <TextField label={texts.note} value={note} onChange={setNote} />
      <Thresholds warnings={preview?.warnings ?? []} draft={draft} set={set} />
      <WhatChanges order={order} preview={preview} />
      <Refusal of={{ error: refusal }} currency={order.currency} />
      <Refusal of={form} currency={order.currency} />
    </Dialog>
  )
}

/** The server's preview of the operations; null while it is older than the typed values. */
function usePreview(order: Order, ops: readonly Op[] | null, take: (order: Order) => void) {
  const now = JSON.stringify(ops ?? [])
  const asked = useLater(now)
  const { id, version } = order
  const { data, error, isFetching } = useQuery({
    queryKey: ['edit-preview', id, version, asked],
    queryFn: async ({ signal }) => {
      const options = { query: { dry_run: true }, ifMatch: version, signal }
      try {
        return await client.orders.edit(id, { ops: JSON.parse(asked) }, options)
      } catch (error) {
        if (isVersionConflict(error)) take(await client.orders.get(id, { signal }))
        throw error
      }
    },
    enabled: asked !== '[]' && asked === now,
    gcTime: 0,
  })
  const isSettled = ops !== null && ops.length > 0 && asked === now && !isFetching
  return {
    preview: isSettled && error === null ? (data ?? null) : null,
    refusal: isSettled && !isVersionConflict(error) ? error : null,
  }
}

interface Progress {
  ops: readonly Op[] | null
  isDecided: boolean
  isRefused: boolean
}

/** The text in place of the difference. */
function insteadOf({ ops, isDecided, isRefused }: Progress): string | null {
  if (!isDecided) return texts.undecided
  if (ops === null) return texts.invalid
  if (ops.length === 0) return texts.unchanged
  return isRefused ? texts.refused : null
}

interface DifferenceProps {
  preview: Preview | null
  currency: string
  instead: string | null
}

const Difference = ({ preview, currency, instead }: DifferenceProps) => (
  <span className="edit-difference" role="status">
    {preview === null || instead !== null ? (
      <span className="parts-soft">{instead ?? texts.calculating}</span>
    ) : (
      <>
        <span className="parts-soft">
          {texts.totals(moneyText(preview.total, currency), moneyText(preview.due_total, currency))}
        </span>
        <strong className="parts-tabular">
          {preview.difference > 0 ? '+' : ''}
          {moneyText(preview.difference, currency)}
        </strong>
      </>
    )}
  </span>
)

interface ThresholdsProps extends PartProps {
  warnings: Preview['warnings']
}

/** Codes and shipping whose thresholds the edit crosses: left as they are, or applied again. */
function Thresholds({ warnings, draft, set }: ThresholdsProps) {
  if (warnings.length === 0 && !draft.isRejudged) return null
  return (
    <section className="parts-notice" data-tone="wait" aria-label={texts.thresholds}>
      {warnings.map(({ code, message }) => (
        <div key={code + message}>{message}</div>
      ))}
      <label className="parts-check">
        <input
          type="checkbox"
          checked={draft.isRejudged}
          onChange={() => set({ isRejudged: !draft.isRejudged })}
        />
        <span>{texts.applyThresholds}</span>
      </label>
    </section>
  )
}

/** The changed fields, as the timeline will show them. */
function WhatChanges({ order, preview }: { order: Order; preview: Preview | null }) {
  if (preview === null) return null
  const { difference: _, warnings: __, ...after } = preview
  const lines = changeLines(changesBetween(order, after), order.currency)
  return (
    <section className="parts-notice" aria-label={texts.changes}>
      <strong>{texts.changes}</strong>
      <ChangeList lines={lines} />
    </section>
  )
}
