// Dialogs on the browser's own <dialog>: it traps the focus, closes on Escape and makes the rest
// inert. (A library for it was weighed and left out: dialogs, menus and toasts of
// one were 72 KB of the 200 that a first load may have.)

import { type ReactNode, useEffect, useId, useRef } from 'react'
import { createStore, useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button, type Tone } from './button.tsx'
import { Icon } from './icon.tsx'

interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  foot?: ReactNode
  width?: 'wide' | undefined
  /** With it, the dialog is a form. */
  onSubmit?: (() => void) | undefined
}

export function Dialog({ title, onClose, children, foot, width, onSubmit }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    if (dialog.current === null) return
    const before = document.activeElement
    dialog.current.showModal()
    firstFocus(dialog.current).focus()
    return () => restoreFocus(before)
  }, [])
  const inside = (
    <>
      <header className="parts-dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Button tone="quiet" size="icon" aria-label={t.common.close} onClick={onClose}>
          <Icon name="close" />
        </Button>
      </header>
      <div className="parts-dialog-body">{children}</div>
      {foot !== undefined && <footer className="parts-dialog-foot">{foot}</footer>}
    </>
  )
  return (
    <dialog
      ref={dialog}
      className="parts-dialog"
      data-width={width}
      aria-labelledby={titleId}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      {onSubmit === undefined ? (
        inside
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            onSubmit()
          }}
        >
          {inside}
        </form>
      )}
    </dialog>
  )
}

/**
 * Returns the focus to the element that had it, or to the view if that is gone. (The browser does so for a
 * dialog that is closed, not for one that is removed.)
 */
function restoreFocus(before: Element | null): void {
  if (document.activeElement !== document.body) return
  const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected
  const target = isThere ? before : document.getElementById('view')
  target?.focus({ preventScroll: true })
}

const FIELD = 'input:not([type=checkbox], [type=radio]), textarea'

/**
 * The element that gets the focus first: the marked field, else the first one. On a touch screen it is the
 * dialog, because a focused field opens a keyboard over half of it.
 */
function firstFocus(dialog: HTMLDialogElement): HTMLElement {
  if (matchMedia('(pointer: coarse)').matches) return dialog
  const body = dialog.querySelector('.parts-dialog-body')
  return (
    body?.querySelector<HTMLElement>('[data-first]') ??
    body?.querySelector<HTMLElement>(FIELD) ??
    dialog
  )
}

interface Question {
  title: string
  /** The consequence. */
  body: ReactNode
  confirmLabel: string
  tone?: Tone
}

interface Asked extends Question {
  answer: (isYes: boolean) => void
}

const asked = createStore<Asked | null>(null)

/** Asks for confirmation before a step that cannot be undone. */
export const confirm = (question: Question): Promise<boolean> =>
  new Promise((resolve) => {
    asked.get()?.answer(false)
    asked.set({ ...question, answer: resolve })
  })

/** Renders the confirmation dialogs. Once, in the shell. */
export function Confirmations() {
  const question = useStore(asked)
  if (question === null) return null
  const answer = (isYes: boolean) => {
    asked.set(null)
    question.answer(isYes)
  }
  return (
    <Dialog
      title={question.title}
      onClose={() => answer(false)}
      onSubmit={() => answer(true)}
      foot={
        <>
          <Button onClick={() => answer(false)}>{t.common.cancel}</Button>
          <Button type="submit" tone={question.tone ?? 'main'}>
            {question.confirmLabel}
          </Button>
        </>
      }
    >
      <div>{question.body}</div>
    </Dialog>
  )
}
