import { useSyncExternalStore } from 'react'

/** The scheme that colours are read in, for what is drawn and not styled. */
export function useColorScheme(): string | null {
  return useSyncExternalStore(
    listener => {
      const observer = new MutationObserver(listener)
      observer.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
      return () => observer.disconnect()
    },
    () => document.documentElement.getAttribute('data-mantine-color-scheme'),
  )
}
