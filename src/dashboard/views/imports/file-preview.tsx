// The preview of a file shows its first four lines, so that a wrong file is noticed before the import.

import { useEffect, useState } from 'react'
import { t } from '#dashboard/lib/texts.ts'
import { Scrolling } from '#dashboard/parts/scrolling.tsx'

const LINES = 4
const BYTES = 4_096

export function FilePreview({ file }: { file: File }) {
  const [text, setText] = useState('')
  useEffect(() => {
    let isCancelled = false
    file
      .slice(0, BYTES)
      .text()
      .then(
        (start) => {
          if (!isCancelled) setText(start.split(/\r?\n/).slice(0, LINES).join('\n'))
        },
        // An unreadable file has no preview; the request that sends it fails with the reason.
        () => {},
      )
    return () => {
      isCancelled = true
    }
  }, [file])
  if (text === '') return null
  return (
    <Scrolling className="parts-panel imports-preview" label={t.imports.fileStart}>
      <pre className="parts-mono">{text}</pre>
    </Scrolling>
  )
}
