// The outcome of a transaction and the identifier that the provider gave it.

import { useState } from 'react'
import { t } from '#dashboard/lib/texts.ts'
import { SelectField, TextField } from '#dashboard/parts/form.tsx'
import type { Transaction } from '#dashboard/parts/order/payment-kinds.ts'

type Status = Transaction['status']

export interface Outcome {
  status: Status
  reference: string
  error: string
  setStatus: (status: Status) => void
  setReference: (reference: string) => void
  setError: (error: string) => void
  /** The members of the request, without the server's defaults. */
  body: { status?: Status; provider_txn_id?: string; error?: string }
}

/** `usual` is the status that the server takes where none is sent, with a reference or without. */
export function useOutcome(usual: (reference: string) => Status = () => 'success'): Outcome {
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

const { outcome: texts } = t.payments
const STATUSES: readonly Status[] = ['success', 'pending', 'failure']

interface OutcomeFieldsProps {
  outcome: Outcome
  problemOf: (path: string) => string | undefined
  /** The transaction has ended: pending is no choice. */
  isFinal?: boolean
}

export const OutcomeFields = ({ outcome, problemOf, isFinal = false }: OutcomeFieldsProps) => (
  <div className="parts-pairs">
    <SelectField
      label={texts.label}
      value={outcome.status}
      onChange={outcome.setStatus}
      options={STATUSES.filter((status) => !isFinal || status !== 'pending').map(
        (status) => [status, texts.statuses[status]] as const,
      )}
    />
    <TextField
      label={texts.reference}
      hint={texts.referenceHint}
      value={outcome.reference}
      onChange={outcome.setReference}
      problem={problemOf('provider_txn_id')}
    />
    {outcome.status === 'failure' && (
      <TextField
        className="parts-full"
        label={texts.failureReason}
        value={outcome.error}
        onChange={outcome.setError}
        problem={problemOf('error')}
      />
    )}
  </div>
)
