// The reader of a text/event-stream from fetch, since EventSource sends no Authorization header.

export interface StreamEvent {
  /** 'message' unless the stream names it. */
  event: string
  data: string
}

interface Reader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>
}

/** Yields events, and null at each chunk of bytes, as a sign of life. */
export async function* readEvents(reader: Reader): AsyncGenerator<StreamEvent | null> {
  const decoder = new TextDecoder()
  let rest = ''
  let event = 'message'
  let lines: string[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield null
    const texts = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/)
    rest = texts.pop() ?? ''
    for (const line of texts) {
      const [, field = '', text = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? []
      if (field === 'event') event = text
      if (field === 'data') lines.push(text)
      if (line !== '') continue
      if (lines.length > 0) yield { event, data: lines.join('\n') }
      event = 'message'
      lines = []
    }
  }
}
