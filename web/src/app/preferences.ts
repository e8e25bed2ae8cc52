import { createContext, useContext } from 'react'
import type { Appearance } from './theme'

interface Preferences {
  appearance: Appearance
  dark: boolean
  setAppearance: (appearance: Appearance) => void
}

export const PreferencesContext = createContext<Preferences | null>(null)

export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext)
  if (preferences === null) throw new Error('preferences are read outside of App')
  return preferences
}
