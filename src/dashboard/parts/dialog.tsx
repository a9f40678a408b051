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
  /** Where given, all of it is a form. */
  onSubmit?: (() => void) | undefined
}

export function Dialog({ title, onClose, children, foot, width, onSubmit }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    if (dialog.current === null) return
    const before = document.activeElement
    dialog.current.showModal()
    startOf(dialog.current).focus()
    return () => giveBack(before)
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
 * The focus to where it was. (A dialog does so when it is closed, but not when it is taken away.) Where
 * that is gone with the step that was taken, to the view.
 */
function giveBack(before: Element | null): void {
  if (document.activeElement !== document.body) return
  const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected
  const target = isThere ? before : document.getElementById('view')
  target?.focus({ preventScroll: true })
}

const FIELD = 'input:not([type=checkbox], [type=radio]), textarea'

/**
 * Where one begins: the field that is marked, else the first, and never the way out. Under a finger it
 * is the dialog itself: a keyboard over half of it comes when a field is touched.
 */
function startOf(dialog: HTMLDialogElement): HTMLElement {
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
  /** Names what will happen. */
  body: ReactNode
  yes: string
  tone?: Tone
}

interface Asked extends Question {
  answer: (isYes: boolean) => void
}

const asked = createStore<Asked | null>(null)

/** Asks before a step that cannot be taken back. */
export const confirm = (question: Question): Promise<boolean> =>
  new Promise((resolve) => {
    asked.get()?.answer(false)
    asked.set({ ...question, answer: resolve })
  })

/** Where questions appear; once, in the frame of the application. */
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
            {question.yes}
          </Button>
        </>
      }
    >
      <div>{question.body}</div>
    </Dialog>
  )
}
