// A menu on the browser's popover: in the top layer, closed by Escape or a press elsewhere. Arrow keys,
// Home and End move through it. Callers leave out items that the server would refuse.

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { Button, type Tone } from './button.tsx'

export interface MenuItem {
  label: string
  run: () => void
  tone?: 'stop' | undefined
  /** For items that are on or off. */
  isChecked?: boolean
  /** A line before it. */
  startsGroup?: boolean
}

interface MenuProps {
  label: string
  /** Called when the menu opens. */
  items: () => readonly MenuItem[]
  children: ReactNode
  title?: string
  tone?: Tone
  size?: 'small' | 'icon'
  className?: string
  isDisabled?: boolean
  /** False where arrow keys or a shortcut reach it. */
  isTabStop?: boolean
}

const GAP = 4
const MARGIN = 8

export function Menu(props: MenuProps) {
  const { label, items, children, title, tone, size, className, isDisabled, isTabStop } = props
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  function position(): void {
    const box = menu.current
    const from = button.current?.getBoundingClientRect()
    if (box === null || from === undefined) return
    const { offsetWidth: width, offsetHeight: height } = box
    const left = Math.min(Math.max(MARGIN, from.left), innerWidth - width - MARGIN)
    const isBelow = from.bottom + GAP + height + MARGIN <= innerHeight
    const top = isBelow ? from.bottom + GAP : Math.max(MARGIN, from.top - GAP - height)
    box.style.left = `${left}px`
    box.style.top = `${top}px`
    box.dataset.placed = ''
    box.querySelector<HTMLElement>('.parts-menu-item')?.focus()
  }

  function move(event: KeyboardEvent): void {
    const all = [...(menu.current?.querySelectorAll<HTMLElement>('.parts-menu-item') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    const to = STEPS[event.key]?.(at, all.length)
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    all.at(to % all.length)?.focus()
  }

  return (
    <span className={className}>
      <Button
        ref={button}
        tone={tone}
        size={size}
        aria-label={label}
        aria-haspopup="menu"
        title={title}
        disabled={isDisabled === true}
        tabIndex={isTabStop === false ? -1 : undefined}
        popoverTarget={id}
      >
        {children}
      </Button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        className="parts-menu"
        onKeyDown={move}
        onBeforeToggle={(event) => setOpen(event.newState === 'open')}
        onToggle={(event) => {
          if (event.newState === 'open') position()
          else event.currentTarget.removeAttribute('data-placed')
        }}
      >
        {(isOpen ? items() : []).map((item) => (
          <MenuLine
            key={item.label}
            item={item}
            onChosen={() => {
              menu.current?.hidePopover()
              button.current?.focus()
            }}
          />
        ))}
      </div>
    </span>
  )
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at, count) => (at <= 0 ? count - 1 : at - 1),
  Home: () => 0,
  End: (_, count) => count - 1,
}

function MenuLine({ item, onChosen }: { item: MenuItem; onChosen: () => void }) {
  const isCheck = item.isChecked !== undefined
  return (
    <>
      {item.startsGroup === true && <div className="parts-menu-rule" aria-hidden="true" />}
      <button
        type="button"
        {...(isCheck
          ? { role: 'menuitemcheckbox', 'aria-checked': item.isChecked }
          : { role: 'menuitem' })}
        className="parts-menu-item"
        data-tone={item.tone}
        onClick={() => {
          if (!isCheck) onChosen()
          item.run()
        }}
      >
        {item.label}
      </button>
    </>
  )
}
