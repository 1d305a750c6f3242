import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useLate } from '../../app/use-late.ts'

/** The name of the selected table, which stays selected wherever it moves in the list, and is kept in the address. */
export function useSelectedName(): readonly [string | undefined, (name: string | undefined) => void] {
  const router = useRouter()
  const navigate = useNavigate()
  const { row } = useSearch({ from: '/tables' })
  const [chosen, choose] = useState<string>()
  const late = useLate((name: string | undefined) => {
    if (router.latestLocation.pathname !== '/tables') return
    void navigate({ to: '/tables', search: before => ({ ...before, row: name }), replace: true })
  })
  return [
    chosen ?? row,
    name => {
      choose(name)
      late.tell(name)
    },
  ]
}
