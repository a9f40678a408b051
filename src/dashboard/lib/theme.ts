// The theme of this browser: light, dark, or the system's.

import { createKeptStore } from './store.ts'

export const THEMES = ['system', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

export const theme = createKeptStore<Theme>('theme', 'system')

export function applyTheme(): void {
  const { dataset } = document.documentElement
  const chosen = theme.get()
  if (chosen === 'system') delete dataset.theme
  else dataset.theme = chosen
}

theme.watch(applyTheme)
