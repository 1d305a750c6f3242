import { useMatch, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useLate } from './use-late.ts'

export interface NamedRow {
  /** Where the selected row stands; the first one where nothing is selected. */
  readonly selected: number
  readonly select: (index: number) => void
  /** Forgets the selection, because the list is another one now. */
  readonly reset: () => void
}

/** The selected row of a list, kept in the address as `row` by what names it, so that a link shows it wherever it stands by then. */
export function useNamedRow(count: number, nameOf: (index: number) => string | undefined, otherwise = 0): NamedRow {
  const router = useRouter()
  const navigate = useNavigate()
  const pathname = useMatch({ strict: false, select: match => match.pathname })
  const { row }: { readonly row?: string | undefined } = useSearch({ strict: false })
  const [chosen, choose] = useState<number>()
  const late = useLate((name: string | undefined) => {
    if (router.latestLocation.pathname !== pathname) return
    void navigate({ to: '.', search: (before: object) => ({ ...before, row: name }), replace: true })
  })
  return {
    selected: chosen ?? indexOf(row, count, nameOf) ?? otherwise,
    select(index) {
      choose(index)
      late.tell(nameOf(index))
    },
    reset() {
      choose(0)
      late.tell(undefined)
    },
  }
}

function indexOf(name: string | undefined, count: number, nameOf: (index: number) => string | undefined) {
  if (name === undefined) return undefined
  for (let index = 0; index < count; index++) if (nameOf(index) === name) return index
  return undefined
}
