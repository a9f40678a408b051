// The carrier and the tracking numbers of a parcel, one number for each of its pieces.

import { useState } from 'react'
import type { BodyOf } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import type { Fulfillment } from '#dashboard/parts/order/context.ts'

type Tracking = NonNullable<
  BodyOf<'POST /orders/{id}/fulfillments/{fulfillment_id}/tracking'>['tracking']
>

const texts = t.parcels.tracking

interface Piece {
  key: number
  number: string
  url: string
}

export interface TrackingForm {
  carrier: string
  pieces: readonly Piece[]
  setCarrier: (carrier: string) => void
  setPieces: (pieces: readonly Piece[]) => void
  /** The field of a saved carrier is empty: the server cannot remove a carrier. */
  isCarrierRemoved: boolean
  /** The members of the request: empty fields are left out, tracking numbers are sent together. */
  body: { carrier?: string; tracking?: Tracking }
}

let count = 0
const pieceOf = (number = '', url = ''): Piece => {
  count += 1
  return { key: count, number, url }
}

const isFilled = ({ number, url }: Piece): boolean => number.trim() !== '' || url.trim() !== ''

/** A parcel that had tracking numbers is sent the full list, also an empty one. */
export function useTrackingForm(parcel?: Fulfillment): TrackingForm {
  const saved = parcel?.tracking ?? []
  const [carrier, setCarrier] = useState(parcel?.carrier ?? '')
  const [pieces, setPieces] = useState<readonly Piece[]>(() =>
    saved.length === 0 ? [pieceOf()] : saved.map(({ number, url }) => pieceOf(number, url ?? '')),
  )
  const tracking = pieces.filter(isFilled).map(({ number, url }) => ({
    number: number.trim(),
    ...(url.trim() === '' ? {} : { url: url.trim() }),
  }))
  return {
    carrier,
    pieces,
    setCarrier,
    setPieces,
    isCarrierRemoved: carrier.trim() === '' && parcel?.carrier != null,
    body: {
      ...(carrier.trim() === '' ? {} : { carrier: carrier.trim() }),
      ...(tracking.length === 0 && saved.length === 0 ? {} : { tracking }),
    },
  }
}

interface TrackingFieldsProps {
  tracking: TrackingForm
  problemOf: (path: string) => string | undefined
  hasFocus?: boolean
}

export function TrackingFields({ tracking, problemOf, hasFocus = false }: TrackingFieldsProps) {
  const { carrier, pieces, setCarrier, setPieces, isCarrierRemoved } = tracking
  const positionOf = (i: number) => (pieces.length === 1 ? null : i + 1)
  const sent = pieces.filter(isFilled)
  const set = (key: number, fields: Partial<Piece>) =>
    setPieces(pieces.map((piece) => (piece.key === key ? { ...piece, ...fields } : piece)))
  return (
    <>
      <TextField
        label={texts.carrier}
        value={carrier}
        onChange={setCarrier}
        problem={problemOf('carrier') ?? (isCarrierRemoved ? texts.carrierRemoved : undefined)}
        hasFocus={hasFocus}
      />
      {pieces.map((piece, i) => (
        <div key={piece.key} className="parcels-tracking">
          <TextField
            label={texts.trackingNumber(positionOf(i))}
            value={piece.number}
            onChange={(text) => set(piece.key, { number: text })}
            problem={problemOf(`tracking.${sent.indexOf(piece)}.number`)}
          />
          <TextField
            label={texts.trackingLink(positionOf(i))}
            value={piece.url}
            inputMode="url"
            onChange={(text) => set(piece.key, { url: text })}
            problem={problemOf(`tracking.${sent.indexOf(piece)}.url`)}
          />
          {pieces.length > 1 && (
            <Button
              tone="quiet"
              size="icon"
              aria-label={texts.removeTracking(i + 1)}
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
          {texts.addTracking}
        </Button>
      </div>
    </>
  )
}
