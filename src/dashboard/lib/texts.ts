// Every text, in the language of this page. A module that uses one waits for its catalog to load, so
// that a text can stand in a constant.

import { en, type Texts } from '#texts/en.ts'
import { language } from './language.ts'

export const t: Texts = language === 'de' ? (await import('#texts/de.ts')).de : en
