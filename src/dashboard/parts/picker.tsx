// A combobox whose options the server finds for the typed letters. The focus stays in the field; arrows
// move, Enter picks, Escape closes.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react'

const TYPING_MS = 200

interface PickerProps<T> {
  label: string
  placeholder: string
  queryKey: readonly unknown[]
  find: (text: string, signal: AbortSignal) => Promise<readonly T[]>
  keyOf: (row: T) => string
  show: (row: T) => ReactNode
  onPick: (row: T) => void
  nothing: string
  hasFocus?: boolean
}

export function Picker<T>(props: PickerProps<T>) {
  const { label, placeholder, queryKey, find, keyOf, show, onPick, nothing, hasFocus } = props
  const id = useId()
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const asked = useLater(text.trim())
  const { data: found, error } = useQuery({
    queryKey: [...queryKey, asked],
    queryFn: ({ signal }) => find(asked, signal),
    placeholderData: keepPreviousData,
    enabled: isOpen,
  })
  const rows = found ?? []
  const active = rows[Math.min(at, rows.length - 1)]

  const pick = (row: T) => {
    onPick(row)
    setText('')
    setAt(0)
    setOpen(false)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt(Math.max(0, Math.min(rows.length - 1, at + step)))
    } else if (event.key === 'Enter' && isOpen && active !== undefined) pick(active)
    else if (event.key === 'Escape' && isOpen) setOpen(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="parts-picker">
      <input
        className="parts-input"
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={
          isOpen && active !== undefined ? `${id}-${keyOf(active)}` : undefined
        }
        autoComplete="off"
        placeholder={placeholder}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the first field of what the person just opened
        autoFocus={hasFocus === true}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
          setOpen(true)
        }}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        <div id={`${id}-list`} role="listbox" aria-label={label} className="parts-picker-list">
          {rows.map((row) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
            <div
              key={keyOf(row)}
              id={`${id}-${keyOf(row)}`}
              role="option"
              tabIndex={-1}
              aria-selected={row === active}
              className="parts-menu-item"
              // The focus stays in the field.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(row)}
            >
              {show(row)}
            </div>
          ))}
          {found !== undefined && rows.length === 0 && (
            <div
              className="parts-menu-title"
              role="option"
              aria-selected="false"
              aria-disabled="true"
              tabIndex={-1}
            >
              {nothing}
            </div>
          )}
          {error !== null && (
            <div
              className="parts-menu-title"
              role="option"
              aria-selected="false"
              aria-disabled="true"
              tabIndex={-1}
            >
              {error.message}
            </div>
          )}
        </div>
      )}
    </div>
  )
}

/** The value, updated when it has not changed for `waitMs`. */
export function useLater<T>(value: T, waitMs = TYPING_MS): T {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), waitMs)
    return () => clearTimeout(timer)
  }, [value, waitMs])
  return later
}
