// Dialogs on the browser's own <dialog>: it traps the focus, closes on Escape, gives the focus back
// and makes the rest inert. (A library for it was weighed and left out: dialogs, menus and toasts of
// one were 72 KB of the 200 that a first load may have.)

import { type ReactNode, useEffect, useId, useRef } from 'react'
import { createStore, useStore } from '#dashboard/app/store.ts'
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
    dialog.current?.showModal()
  }, [])
  const inside = (
    <>
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Button tone="quiet" size="icon" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </Button>
      </header>
      <div className="dialog-body">{children}</div>
      {foot !== undefined && <footer className="dialog-foot">{foot}</footer>}
    </>
  )
  return (
    <dialog
      ref={dialog}
      className="dialog"
      data-width={width}
      aria-labelledby={titleId}
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
          <Button onClick={() => answer(false)}>Leave it</Button>
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
