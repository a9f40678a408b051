// The search field of a list. It searches 250 ms after the last key.

import { useEffect, useRef, useState } from 'react'
import { t } from '#dashboard/lib/texts.ts'
import { useShortcut } from './shortcuts.tsx'

const TYPING_MS = 250

interface SearchBoxProps {
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
}

export function SearchBox({ label, placeholder, value, onChange }: SearchBoxProps) {
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  useShortcut('/', t.common.search, () => input.current?.focus())
  useEffect(() => setText(value), [value])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (text.trim() === value) return
    timer.current = setTimeout(() => onChange(text.trim()), TYPING_MS)
    return () => clearTimeout(timer.current)
  }, [text, value, onChange])
  // Search before the field loses the focus: a later navigation would undo the one that follows.
  function ask(): void {
    clearTimeout(timer.current)
    if (text.trim() !== value) onChange(text.trim())
  }
  return (
    <input
      ref={input}
      className="parts-input parts-search"
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={ask}
    />
  )
}
