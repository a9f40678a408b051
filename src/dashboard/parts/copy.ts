// Copies a text to the clipboard and says whether it worked.

import { t } from '#dashboard/lib/texts.ts'
import { notify, notifyRefusal } from './toast.tsx'

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notify(t.settings.copied)
  } catch (error) {
    notifyRefusal(t.settings.notCopied, error)
  }
}
