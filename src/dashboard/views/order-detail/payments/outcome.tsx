// How a transaction ended, as far as it is known, and what the provider calls it.

import { useState } from 'react'
import { SelectField, TextField } from '#dashboard/parts/form.tsx'
import type { Transaction } from '#dashboard/parts/order/payment-kinds.ts'

type Status = Transaction['status']

export interface Ending {
  status: Status
  reference: string
  error: string
  setStatus: (status: Status) => void
  setReference: (reference: string) => void
  setError: (error: string) => void
  /** What of it is sent: nothing that goes without saying. */
  body: { status?: Status; provider_txn_id?: string; error?: string }
}

/** `usual` is the status that the server takes where none is sent, with a reference or without. */
export function useEnding(usual: (reference: string) => Status = () => 'success'): Ending {
  const [chosen, setStatus] = useState<Status | null>(null)
  const [reference, setReference] = useState('')
  const status = chosen ?? usual(reference)
  const [error, setError] = useState('')
  return {
    status,
    reference,
    error,
    setStatus,
    setReference,
    setError,
    body: {
      ...(status === usual(reference) ? {} : { status }),
      ...(reference === '' ? {} : { provider_txn_id: reference }),
      ...(status === 'failure' && error !== '' ? { error } : {}),
    },
  }
}

const ENDS: readonly (readonly [Status, string])[] = [
  ['success', 'It went through'],
  ['pending', 'It is not done, or not known yet'],
  ['failure', 'It failed'],
]

interface EndingFieldsProps {
  ending: Ending
  problemOf: (path: string) => string | undefined
  /** It has ended: that it is not known yet is no answer. */
  isOver?: boolean
}

export const EndingFields = ({ ending, problemOf, isOver = false }: EndingFieldsProps) => (
  <div className="parts-pairs">
    <SelectField
      label="How it ended"
      value={ending.status}
      onChange={ending.setStatus}
      options={isOver ? ENDS.filter(([status]) => status !== 'pending') : ENDS}
    />
    <TextField
      label="Reference"
      hint="The same one twice is one payment."
      value={ending.reference}
      onChange={ending.setReference}
      problem={problemOf('provider_txn_id')}
    />
    {ending.status === 'failure' && (
      <TextField
        className="parts-full"
        label="Why it failed"
        value={ending.error}
        onChange={ending.setError}
        problem={problemOf('error')}
      />
    )}
  </div>
)
