import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { RunWish } from '../../../shared/contract/simulations.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'

export interface RunStarter {
  readonly isStarting: boolean
  /** Why the last run could not begin, with what would help. */
  readonly refusal: { readonly reason: string; readonly remedy: string | null } | undefined
  readonly start: (wish: RunWish) => Promise<void>
}

/** Begins runs and goes to them. */
export function useStartRun(): RunStarter {
  const navigate = useNavigate()
  const [isStarting, setStarting] = useState(false)
  const [refusal, setRefusal] = useState<RunStarter['refusal']>()
  const start = async (wish: RunWish) => {
    setStarting(true)
    setRefusal(undefined)
    try {
      const answer = await client.simulations.start(wish)
      if (answer.kind === 'refused') setRefusal(answer)
      else {
        const params = { scenario: wish.scenario.name, run: answer.runId }
        await navigate({ to: '/sim/$scenario/run/$run', params })
      }
    } catch (error) {
      setRefusal({ reason: readFailure(error).detail, remedy: null })
    } finally {
      setStarting(false)
    }
  }
  return { isStarting, refusal, start }
}
