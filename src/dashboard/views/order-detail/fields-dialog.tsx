// A dialog that changes fields of the order, and the question it asks where somebody else changed the
// same one meanwhile: theirs or mine, field by field, before anything is written.

import { type ReactNode, useState } from 'react'
import type { Address } from '#client/index.ts'
import { addressText } from '#dashboard/lib/address.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { type FormState, Refusal, useForm } from '#dashboard/parts/form.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { notify } from '#dashboard/parts/toast.tsx'
import type { Side } from '#dashboard/views/order-detail/edit/draft.ts'
import { ClashChoice } from './conflict.tsx'
import {
  type Clash,
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
  const [clashes, setClashes] = useState<readonly Clash[]>([])
  const [sides, setSides] = useState<ReadonlyMap<FieldName, Side>>(new Map())
  const isClash = clashes.length > 0
  const isDecided = clashes.every(({ field }) => sides.has(field))

  const form = useForm(async () => {
    const kept = Object.fromEntries(
      Object.entries(fields).filter(([field]) => sides.get(field as FieldName) !== 'theirs'),
    ) as Fields
    if (Object.keys(kept).length === 0) return onClose()
    const saved = await saveFields(base, kept)
    if (saved.kind === 'clash') {
      setBase(saved.newest)
      take(saved.newest)
      setClashes(saved.clashes)
      setSides(
        new Map([...sides].filter(([field]) => !saved.clashes.some((one) => one.field === field))),
      )
      return
    }
    take(saved.order)
    notify(saved.isMerged || isClash ? 'Saved, together with a change by somebody else' : 'Saved')
    onClose()
  })
  const canSave = isReady && isDecided
  return (
    <Dialog
      title={isClash ? 'Somebody else changed this too' : title}
      width={isClash ? 'wide' : undefined}
      onClose={onClose}
      onSubmit={() => {
        if (canSave) void form.submit()
      }}
      foot={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" tone="main" isBusy={form.isBusy} disabled={!canSave}>
            {isClash ? 'Save the merge' : 'Save'}
          </Button>
        </>
      }
    >
      {isClash
        ? clashes.map(({ field, before, mine, theirs }) => (
            <ClashChoice
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
