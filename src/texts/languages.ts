// The languages that people read orderd in, and the choice among them.

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each in its own words, so that a reader finds it in a page of another language. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

const isLanguage = (text: string): text is Language =>
  LANGUAGES.some((language) => language === text)

/** `de-AT` -> `de`. */
export const primaryTag = (tag: string): string => tag.split('-')[0]?.toLowerCase() ?? ''

/** The first language that orderd speaks of those that a reader prefers (BCP 47 tags, best first); English else. */
export const preferredLanguage = (tags: readonly string[]): Language =>
  tags.map(primaryTag).find(isLanguage) ?? 'en'
