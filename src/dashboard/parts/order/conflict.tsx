// The question that is asked where two people changed the same thing: theirs or mine. Nobody is
// overwritten unseen.

export type Side = 'mine' | 'theirs'

interface ConflictChoiceProps {
  /** Of the group of the two. */
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
      <p className="parts-small parts-soft">It was: {before}</p>
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
              <strong>{one === 'mine' ? 'Mine' : 'Theirs'}</strong>
            </span>
            <span className="parts-address">{values[one]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
