// Light, dark, or as the system has it.

import { createKeptStore } from './store.ts'

export type Theme = 'system' | 'light' | 'dark'

export const theme = createKeptStore<Theme>('theme', 'system')

export function applyTheme(): void {
  const { dataset } = document.documentElement
  const chosen = theme.get()
  if (chosen === 'system') delete dataset.theme
  else dataset.theme = chosen
}

theme.watch(applyTheme)
