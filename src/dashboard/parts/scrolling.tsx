// A scrolling region that the keyboard reaches and a screen reader names.

import type { ReactNode } from 'react'

export const Scrolling = (props: { label: string; className: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard has to reach it
  <section className={props.className} tabIndex={0} aria-label={props.label}>
    {props.children}
  </section>
)
