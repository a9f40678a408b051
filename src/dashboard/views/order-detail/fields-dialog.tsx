// A dialog that changes fields of the order. Where another person changed one of them in the meantime, the
// reader chooses between the two values before anything is saved.

import { type ReactNode, useState } from 'react'
import type { Address } from '#client/index.ts'
import { addressText } from '#dashboard/lib/address.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { type FormState, Refusal, useForm } from '#dashboard/parts/form.tsx'
import { ConflictChoice, type Side } from '#dashboard/parts/order/conflict.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { notify } from '#dashboard/parts/toast.tsx'
import {
  type Conflict,
  type FieldName,
  type Fields,
  type Metadata,
  saveFields,
} from './save-fields.ts'

const texts = t.orderDetail.fieldsDialog

interface FieldsDialogProps {
  title: string
  /** The changed fields; undefined ones stay. */
  fields: Fields
  onClose: () => void
  /** False where a typed value cannot be sent. */
  isReady?: boolean
  children: (form: FormState) => ReactNode
}

export function FieldsDialog(props: FieldsDialogProps) {
  const { title, fields, onClose, isReady = true, children } = props
  const { order, take } = useOrder()
  // The order of the moment the dialog opened; the page behind is live.
  const [base, setBase] = useState(order)
  const [conflicts, setConflicts] = useState<readonly Conflict[]>([])
  const [sides, setSides] = useState<ReadonlyMap<FieldName, Side>>(new Map())
  const isConflict = conflicts.length > 0
  const isDecided = conflicts.every(({ field }) => sides.has(field))

  const form = useForm(async () => {
    const kept = Object.fromEntries(
      Object.entries(fields).filter(([field]) => sides.get(field as FieldName) !== 'theirs'),
    ) as Fields
    if (Object.keys(kept).length === 0) return onClose()
    const saved = await saveFields(base, kept)
    if (saved.kind === 'conflict') {
      setBase(saved.newest)
      take(saved.newest)
      setConflicts(saved.conflicts)
      setSides(
        new Map(
          [...sides].filter(([field]) => !saved.conflicts.some((one) => one.field === field)),
        ),
      )
      return
    }
    take(saved.order)
    notify(saved.isMerged || isConflict ? texts.savedMerged : t.common.saved)
    onClose()
  })
  const canSave = isReady && isDecided
  return (
    <Dialog
      title={isConflict ? texts.conflict : title}
      width={isConflict ? 'wide' : undefined}
      onClose={onClose}
      onSubmit={() => {
        if (canSave) void form.submit()
      }}
      foot={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" tone="main" isBusy={form.isBusy} disabled={!canSave}>
            {isConflict ? texts.saveMerge : t.common.save}
          </Button>
        </>
      }
    >
      {isConflict
        ? conflicts.map(({ field, before, mine, theirs }) => (
            <ConflictChoice
              key={field}
              name={field}
              label={texts.fields[field]}
              before={valueText(field, before)}
              mine={valueText(field, mine)}
              theirs={valueText(field, theirs)}
              side={sides.get(field) ?? null}
              onChoose={(side) => setSides(new Map(sides).set(field, side))}
            />
          ))
        : children(form)}
      <Refusal of={form} />
    </Dialog>
  )
}

function valueText(field: FieldName, value: unknown): string {
  if (value === null || value === undefined || value === '') return texts.empty
  if (Array.isArray(value)) return value.length === 0 ? texts.empty : value.join(', ')
  if (field === 'metadata') return metadataText(value as Metadata)
  if (typeof value === 'object') return addressText(value as Address)
  return String(value)
}

const metadataText = (metadata: Metadata): string =>
  Object.entries(metadata)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n') || texts.empty
