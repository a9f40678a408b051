// A dialog that changes fields of the order, and the question it asks where somebody else changed the
// same one meanwhile: theirs or mine, field by field, before anything is written.

import { type ReactNode, useState } from 'react'
import { isVersionConflict } from '#client/index.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { Refusal, type Submission, useSubmission } from '#dashboard/parts/form.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { addressText } from './address.ts'
import { type Address, useOrder } from './context.ts'
import { type Clash, type FieldName, type Fields, saveFields } from './save-fields.ts'

interface FieldsDialogProps {
  title: string
  /** What the person changed; undefined fields stay. */
  fields: Fields
  onClose: () => void
  shown?: readonly string[]
  children: (form: Submission) => ReactNode
}

export function FieldsDialog({ title, fields, onClose, shown, children }: FieldsDialogProps) {
  const { order, take } = useOrder()
  // What the person saw when they opened it; the page goes on living behind.
  const [base, setBase] = useState(order)
  const [clashes, setClashes] = useState<readonly Clash[]>([])
  const [theirs, setTheirs] = useState<ReadonlySet<FieldName>>(new Set())

  const form = useSubmission(async () => {
    const kept = Object.fromEntries(
      Object.entries(fields).filter(([field]) => !theirs.has(field as FieldName)),
    ) as Fields
    const saved = await saveFields(base, kept)
    if (saved.kind === 'clash') {
      setBase(saved.newest)
      take(saved.newest)
      setClashes(saved.clashes)
      return
    }
    take(saved.order)
    notify(saved.isMerged ? 'Saved, together with a change by somebody else' : 'Saved')
    onClose()
  })
  const isClash = clashes.length > 0
  return (
    <Dialog
      title={isClash ? 'Somebody else changed this too' : title}
      width={isClash ? 'wide' : undefined}
      onClose={onClose}
      onSubmit={() => void form.submit()}
      foot={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" tone="main" isBusy={form.isBusy}>
            {isClash ? 'Save the merge' : 'Save'}
          </Button>
        </>
      }
    >
      {isClash
        ? clashes.map((clash) => (
            <ClashChoice
              key={clash.field}
              clash={clash}
              isTheirs={theirs.has(clash.field)}
              onChoose={(isTheirs) => {
                const next = new Set(theirs)
                if (isTheirs) next.add(clash.field)
                else next.delete(clash.field)
                setTheirs(next)
              }}
            />
          ))
        : children(form)}
      {!isVersionConflict(form.error) && (
        <Refusal of={form} {...(shown === undefined ? {} : { shown })} />
      )}
    </Dialog>
  )
}

const NAMES: Readonly<Record<FieldName, string>> = {
  customer_note: "Customer's note",
  email: 'E-mail',
  phone: 'Phone',
  tags: 'Tags',
  shipping_address: 'Shipping address',
  billing_address: 'Billing address',
}

interface ClashChoiceProps {
  clash: Clash
  isTheirs: boolean
  onChoose: (isTheirs: boolean) => void
}

function ClashChoice({ clash, isTheirs, onChoose }: ClashChoiceProps) {
  const name = NAMES[clash.field]
  const choices = [
    { text: 'Mine', value: clash.mine, isOn: !isTheirs, choose: () => onChoose(false) },
    { text: 'Theirs', value: clash.theirs, isOn: isTheirs, choose: () => onChoose(true) },
  ]
  return (
    <fieldset className="stack">
      <legend className="strong">{name}</legend>
      <p className="small soft">It was: {valueText(clash.before)}</p>
      <div className="pairs">
        {choices.map(({ text, value, isOn, choose }) => (
          <label key={text} className="notice choice">
            <span className="row">
              <input type="radio" name={clash.field} checked={isOn} onChange={choose} />
              <strong>{text}</strong>
            </span>
            <span className="address">{valueText(value)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  if (typeof value === 'object') return addressText(value as Address)
  return String(value)
}
