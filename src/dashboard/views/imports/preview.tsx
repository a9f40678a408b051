// The first lines of the file as they stand in it, to see at a glance that it is the right one.

import { useEffect, useState } from 'react'
import { Scrolling } from '#dashboard/parts/scrolling.tsx'

const LINES = 4
const BYTES = 4_096

export function Beginning({ file }: { file: File }) {
  const [text, setText] = useState('')
  useEffect(() => {
    let isOver = false
    file
      .slice(0, BYTES)
      .text()
      .then(
        (all) => {
          if (!isOver) setText(all.split(/\r?\n/).slice(0, LINES).join('\n'))
        },
        // A file that cannot be read is refused when it is sent; there is nothing to show here.
        () => {},
      )
    return () => {
      isOver = true
    }
  }, [file])
  if (text === '') return null
  return (
    <Scrolling className="parts-panel imports-preview" label="How the file begins">
      <pre className="parts-mono">{text}</pre>
    </Scrolling>
  )
}
