import { useEffect, useEffectEvent, useState } from 'react'
import type { HistoryAddress } from './history-address.ts'

const ADDRESS_AFTER_MS = 250

/** The version that the reader is at: chosen at once, and kept in the address when the walking rests. */
export function useChosenVersion(
  address: HistoryAddress,
  head: bigint,
): readonly [bigint | undefined, (version: bigint) => void] {
  const addressed = address.at !== undefined && address.at <= head ? address.at : undefined
  const [chosen, setChosen] = useState(addressed)
  const [known, setKnown] = useState(address.at)
  if (address.at !== known) {
    setKnown(address.at)
    setChosen(addressed)
  }
  const keep = useEffectEvent((at: bigint) => {
    setKnown(at)
    address.change({ at })
  })
  useEffect(() => {
    if (chosen === undefined || chosen === known) return
    const timer = setTimeout(() => keep(chosen), ADDRESS_AFTER_MS)
    return () => clearTimeout(timer)
  }, [chosen, known])
  return [chosen, setChosen]
}
