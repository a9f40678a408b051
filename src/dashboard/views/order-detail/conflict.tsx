// The question that is asked where two people changed the same thing: theirs or mine. Nobody is
// overwritten unseen.

interface ClashChoiceProps {
  /** Of the group of the two. */
  name: string
  label: string
  before: string
  mine: string
  theirs: string
  /** null: not decided yet. */
  side: 'mine' | 'theirs' | null
  onChoose: (side: 'mine' | 'theirs') => void
}

export function ClashChoice({ name, label, before, side, onChoose, ...values }: ClashChoiceProps) {
  return (
    <fieldset className="parts-stack clash">
      <legend className="parts-strong">{label}</legend>
      <p className="parts-small parts-soft">It was: {before}</p>
      <div className="parts-pairs">
        {(['mine', 'theirs'] as const).map((one) => (
          <label
            key={one}
            className="parts-notice order-detail-choice"
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
