// A dialog that changes fields of the order, and the question it asks where somebody else changed the
// same one meanwhile: theirs or mine, field by field, before anything is written.

import { type ReactNode, useState } from 'react'
import type { Address } from '#client/index.ts'
import { addressText } from '#dashboard/lib/address.ts'
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

interface FieldsDialogProps {
  title: string
  /** What the person changed; undefined fields stay. */
  fields: Fields
  onClose: () => void
  /** False where something typed cannot be sent. */
  isReady?: boolean
  children: (form: FormState) => ReactNode
}

export function FieldsDialog(props: FieldsDialogProps) {
  const { title, fields, onClose, isReady = true, children } = props
  const { order, take } = useOrder()
  // What the person saw when they opened it; the page goes on living behind.
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
    notify(
      saved.isMerged || isConflict ? 'Saved, together with a change by somebody else' : 'Saved',
    )
    onClose()
  })
  const canSave = isReady && isDecided
  return (
    <Dialog
      title={isConflict ? 'Somebody else changed this too' : title}
      width={isConflict ? 'wide' : undefined}
      onClose={onClose}
      onSubmit={() => {
        if (canSave) void form.submit()
      }}
      foot={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" tone="main" isBusy={form.isBusy} disabled={!canSave}>
            {isConflict ? 'Save the merge' : 'Save'}
          </Button>
        </>
      }
    >
      {isConflict
        ? conflicts.map(({ field, before, mine, theirs }) => (
            <ConflictChoice
              key={field}
              name={field}
              label={NAMES[field]}
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

const NAMES: Readonly<Record<FieldName, string>> = {
  customer_note: "Customer's note",
  customer_id: 'Customer',
  email: 'E-mail',
  phone: 'Phone',
  tags: 'Tags',
  metadata: 'Metadata',
  shipping_address: 'Shipping address',
  billing_address: 'Billing address',
}

function valueText(field: FieldName, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  if (field === 'metadata') return metadataText(value as Metadata)
  if (typeof value === 'object') return addressText(value as Address)
  return String(value)
}

const metadataText = (metadata: Metadata): string =>
  Object.entries(metadata)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n') || 'nothing'
