// What was read from the server, as a file on the reader's own disk.

/** The browser has begun to read it by then. */
const BEGUN_MS = 60_000

export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), BEGUN_MS)
}
