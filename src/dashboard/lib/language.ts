// The language of the dashboard: the reader's choice, else the browser's. It is fixed while a page
// lives, so that a text is a plain constant; a choice reloads the page.

import { type Language, preferredLanguage, primaryTag } from '#texts/languages.ts'
import { createKeptStore } from './store.ts'

export type LanguageChoice = 'system' | Language

export const languageChoice = createKeptStore<LanguageChoice>('language', 'system')
languageChoice.watch(() => location.reload())

const choice = languageChoice.get()

export const language = choice === 'system' ? preferredLanguage(navigator.languages) : choice

/** The locale for `Intl`: undefined leaves it to the browser, as long as nothing was chosen. */
export const locale: string | undefined =
  choice === 'system'
    ? undefined
    : (navigator.languages.find((tag) => primaryTag(tag) === language) ?? language)
