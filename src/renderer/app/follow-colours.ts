import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { settingOf, useSettings } from '../api/settings.ts'

/** Colours are a setting; what the browser remembers of them only bridges the moment until it is known. */
export function FollowColours(): null {
  const { value } = useSettings()
  const { setColorScheme } = useMantineColorScheme()
  const wanted = value && settingOf(value, 'appearance.colours')
  useEffect(() => {
    if (wanted !== undefined) setColorScheme(wanted)
  }, [wanted, setColorScheme])
  return null
}
