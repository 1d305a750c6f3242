import { useState } from 'react'
import type { ChosenActions } from '../../../shared/contract/arranged-actions.ts'
import { hashQueryKey } from '../../api/query-client.ts'
import { useLate } from '../../app/use-late.ts'
import type { ArrangedActions } from './use-arranged-actions.ts'
import type { VersionAddress } from './version-address.ts'

/** A row that is selected, or a stretch of them. */
export interface SelectedActions {
  /** The row that the keys are at; -1 while it is not known. */
  readonly at: number
  /** The row that the address names; -1 where it names none, or the reader has moved since. */
  readonly addressed: number
  /** Both inclusive. */
  readonly from: number
  readonly to: number
  readonly isMarked: (index: number) => boolean
  readonly select: (index: number, isExtending: boolean) => void
}

/** What is selected: as the address has it until the reader moves, and kept there when the moving rests. */
export function useSelectedActions(
  address: VersionAddress,
  actions: ArrangedActions,
  listed: ChosenActions,
): SelectedActions {
  const [chosen, setChosen] = useState<{ readonly at: number; readonly anchor: number }>()
  const list = hashQueryKey([listed, address.order])
  const [known, setKnown] = useState({ list, at: address.at })
  if (list !== known.list || (address.at !== known.at && chosen === undefined)) {
    setKnown({ list, at: address.at })
    setChosen(undefined)
  }
  const late = useLate((ordinal: number) => address.change({ at: String(ordinal) }))
  const addressed = address.at === undefined ? 0 : actions.ordinalsOf(0, Number.MAX_SAFE_INTEGER).indexOf(address.at)
  const { at, anchor } = chosen ?? { at: addressed, anchor: addressed }
  const [from, to] = at < anchor ? [at, anchor] : [anchor, at]
  return {
    at,
    addressed: chosen === undefined && address.at !== undefined ? addressed : -1,
    from,
    to,
    isMarked: index => index >= from && index <= to,
    select(index, isExtending) {
      setChosen({ at: index, anchor: isExtending ? anchor : index })
      const ordinal = actions.ordinalsOf(index, index)[0]
      if (ordinal !== undefined) late.tell(ordinal)
    },
  }
}
