// The form of a customer. It edits the first address, to which new orders ship; further addresses are kept
// unchanged.

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Address, Customer } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { TAX_STATUSES, type TaxStatus } from '#dashboard/lib/taxes.ts'
import { t } from '#dashboard/lib/texts.ts'
import { AddressFields, filled } from '#dashboard/parts/address-fields.tsx'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { SelectField, TextArea, TextField } from '#dashboard/parts/form.tsx'
import { notify } from '#dashboard/parts/toast.tsx'

const texts = t.customers

interface CustomerDialogProps {
  /** Undefined for a new customer. */
  customer?: Customer
  onClose: () => void
  onSaved: (customer: Customer) => void
}

export function CustomerDialog({ customer, onClose, onSaved }: CustomerDialogProps) {
  const cache = useQueryClient()
  const [base] = useState(customer)
  const [name, setName] = useState(base?.name ?? '')
  const [email, setEmail] = useState(base?.email ?? '')
  const [phone, setPhone] = useState(base?.phone ?? '')
  const [vatId, setVatId] = useState(base?.vat_id ?? '')
  const [taxStatus, setTaxStatus] = useState<TaxStatus>(base?.tax_status ?? 'taxable')
  const [tags, setTags] = useState(base?.tags.join(', ') ?? '')
  const [note, setNote] = useState(base?.note ?? '')
  const [address, setAddress] = useState<Address>(base?.addresses[0] ?? {})

  async function send(): Promise<void> {
    const first = filled(address)
    const fields = {
      name: name.trim() || null,
      email: email.trim() || null,
      phone: phone.trim() || null,
      vat_id: vatId.trim() || null,
      tax_status: taxStatus,
      note: note.trim() || null,
      tags: tags
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean),
      addresses: [...(first === null ? [] : [first]), ...(base?.addresses.slice(1) ?? [])],
    }
    const saved =
      base === undefined
        ? await client.customers.create(fields)
        : await client.customers.update(base.id, fields, { ifMatch: base.version })
    notify(base === undefined ? texts.form.added : texts.form.saved)
    void cache.invalidateQueries({ queryKey: ['customers'] })
    onSaved(saved)
  }

  return (
    <CommandDialog
      title={base === undefined ? texts.new : texts.form.edit}
      confirmLabel={base === undefined ? texts.form.add : t.common.save}
      width="wide"
      send={send}
      onClose={onClose}
    >
      {({ problemOf }) => (
        <>
          <div className="parts-pairs">
            <TextField
              label={t.common.name}
              value={name}
              onChange={setName}
              problem={problemOf('name')}
              hasFocus
            />
            <TextField
              label={t.common.email}
              type="email"
              inputMode="email"
              value={email}
              onChange={setEmail}
              problem={problemOf('email')}
            />
            <TextField
              label={t.common.phone}
              inputMode="tel"
              value={phone}
              onChange={setPhone}
              problem={problemOf('phone')}
            />
            <SelectField
              label={t.common.tax}
              hint={texts.form.taxHint}
              value={taxStatus}
              onChange={setTaxStatus}
              options={TAX_STATUSES}
            />
            <TextField
              label={texts.profile.vatId}
              value={vatId}
              onChange={setVatId}
              problem={problemOf('vat_id')}
            />
            <TextField
              label={t.common.tags}
              value={tags}
              onChange={setTags}
              problem={problemOf('tags')}
              hint={texts.form.tagsHint}
            />
          </div>
          <TextArea
            label={texts.form.note}
            rows={2}
            value={note}
            onChange={setNote}
            problem={problemOf('note')}
          />
          <h3>{t.common.address}</h3>
          <AddressFields
            address={address}
            onChange={setAddress}
            problemOf={(field) => problemOf(`addresses.0.${field}`)}
          />
        </>
      )}
    </CommandDialog>
  )
}
