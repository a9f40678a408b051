// The choice between two changes of one field: the reader's own, or the one that another person saved in
// the meantime.

import { t } from '#dashboard/lib/texts.ts'

const texts = t.orderParts.conflict

export type Side = 'mine' | 'theirs'

interface ConflictChoiceProps {
  /** The name of the radio group. */
  name: string
  label: string
  before: string
  mine: string
  theirs: string
  /** null: not decided yet. */
  side: Side | null
  onChoose: (side: Side) => void
}

export function ConflictChoice({
  name,
  label,
  before,
  side,
  onChoose,
  ...values
}: ConflictChoiceProps) {
  return (
    <fieldset className="parts-stack">
      <legend className="parts-strong">{label}</legend>
      <p className="parts-small parts-soft">{texts.before(before)}</p>
      <div className="parts-pairs">
        {(['mine', 'theirs'] as const).map((one) => (
          <label
            key={one}
            className="parts-notice order-conflict-side"
            data-tone={side === one ? 'good' : undefined}
          >
            <span className="parts-row">
              <input
                type="radio"
                name={name}
                checked={side === one}
                onChange={() => onChoose(one)}
              />
              <strong>{texts[one]}</strong>
            </span>
            <span className="parts-address">{values[one]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
