// A text into the clipboard, and a word of it either way.

import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notify('Copied')
  } catch (error) {
    notifyRefusal('Not copied, select it by hand', error)
  }
}
