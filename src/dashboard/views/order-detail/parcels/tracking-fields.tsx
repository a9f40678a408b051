// Who carries a parcel and how it is followed: as many tracking numbers as it has pieces.

import { useState } from 'react'
import type { BodyOf } from '#client/index.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import type { Fulfillment } from '#dashboard/parts/order/context.ts'

type Tracking = NonNullable<
  BodyOf<'POST /orders/{id}/fulfillments/{fulfillment_id}/tracking'>['tracking']
>

interface Piece {
  key: number
  number: string
  url: string
}

export interface Labels {
  carrier: string
  pieces: readonly Piece[]
  setCarrier: (carrier: string) => void
  setPieces: (pieces: readonly Piece[]) => void
  /** A carrier that was named is gone from the field, which cannot be sent. */
  isForgotten: boolean
  /** What of it is sent: nothing that was not said, and all of the numbers where one was. */
  body: { carrier?: string; tracking?: Tracking }
}

let count = 0
const pieceOf = (number = '', url = ''): Piece => {
  count += 1
  return { key: count, number, url }
}

const isSaid = ({ number, url }: Piece): boolean => number.trim() !== '' || url.trim() !== ''

/** A parcel that had numbers is sent all of them: also that there are none any more. */
export function useLabels(parcel?: Fulfillment): Labels {
  const known = parcel?.tracking ?? []
  const [carrier, setCarrier] = useState(parcel?.carrier ?? '')
  const [pieces, setPieces] = useState<readonly Piece[]>(() =>
    known.length === 0 ? [pieceOf()] : known.map(({ number, url }) => pieceOf(number, url ?? '')),
  )
  const tracking = pieces.filter(isSaid).map(({ number, url }) => ({
    number: number.trim(),
    ...(url.trim() === '' ? {} : { url: url.trim() }),
  }))
  return {
    carrier,
    pieces,
    setCarrier,
    setPieces,
    isForgotten: carrier.trim() === '' && parcel?.carrier != null,
    body: {
      ...(carrier.trim() === '' ? {} : { carrier: carrier.trim() }),
      ...(tracking.length === 0 && known.length === 0 ? {} : { tracking }),
    },
  }
}

const FORGOTTEN = 'A carrier that was named can be changed, not taken away.'

interface LabelFieldsProps {
  labels: Labels
  problemOf: (path: string) => string | undefined
  hasFocus?: boolean
}

export function LabelFields({ labels, problemOf, hasFocus = false }: LabelFieldsProps) {
  const { carrier, pieces, setCarrier, setPieces, isForgotten } = labels
  const sent = pieces.filter(isSaid)
  const set = (key: number, fields: Partial<Piece>) =>
    setPieces(pieces.map((piece) => (piece.key === key ? { ...piece, ...fields } : piece)))
  return (
    <>
      <TextField
        label="Carrier"
        value={carrier}
        onChange={setCarrier}
        problem={problemOf('carrier') ?? (isForgotten ? FORGOTTEN : undefined)}
        hasFocus={hasFocus}
      />
      {pieces.map((piece, i) => (
        <div key={piece.key} className="parcels-tracking">
          <TextField
            label={pieces.length === 1 ? 'Tracking number' : `Tracking number ${i + 1}`}
            value={piece.number}
            onChange={(text) => set(piece.key, { number: text })}
            problem={problemOf(`tracking.${sent.indexOf(piece)}.number`)}
          />
          <TextField
            label={pieces.length === 1 ? 'Link to follow it' : `Link to follow it ${i + 1}`}
            value={piece.url}
            inputMode="url"
            onChange={(text) => set(piece.key, { url: text })}
            problem={problemOf(`tracking.${sent.indexOf(piece)}.url`)}
          />
          {pieces.length > 1 && (
            <Button
              tone="quiet"
              size="icon"
              aria-label={`Take off tracking number ${i + 1}`}
              onClick={() => setPieces(pieces.filter((one) => one !== piece))}
            >
              <Icon name="close" />
            </Button>
          )}
        </div>
      ))}
      <div>
        <Button size="small" tone="quiet" onClick={() => setPieces([...pieces, pieceOf()])}>
          <Icon name="plus" />
          Another tracking number
        </Button>
      </div>
    </>
  )
}
