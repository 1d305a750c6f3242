import { useEffect, useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { type ProfileDraft, spoken } from './profile-draft.ts'

type FindingEvent =
  Awaited<ReturnType<typeof client.connections.test>> extends AsyncIterator<infer Event, unknown, unknown>
    ? Event
    : never

/** One thing that was looked at. */
export type DoctorFinding = FindingEvent

export interface Doctor {
  readonly findings: readonly DoctorFinding[] | undefined
  readonly isBusy: boolean
  readonly problem: string | undefined
  readonly examine: (draft: ProfileDraft) => void
  readonly forget: () => void
}

/** Examines a connection as it stands in the form; a new examination ends the one before. */
export function useDoctor(): Doctor {
  const [findings, setFindings] = useState<readonly DoctorFinding[]>()
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  function stop(): AbortController {
    running.current?.abort()
    running.current = new AbortController()
    setProblem(undefined)
    return running.current
  }

  async function examine(draft: ProfileDraft): Promise<void> {
    const { signal } = stop()
    setFindings([])
    setIsBusy(true)
    try {
      for await (const finding of await client.connections.test(spoken(draft), { signal })) {
        if (signal.aborted) return
        setFindings(known => [...(known ?? []), finding])
      }
    } catch (error) {
      if (!signal.aborted) setProblem(readFailure(error).detail)
    }
    if (!signal.aborted) setIsBusy(false)
  }

  function forget(): void {
    stop()
    setFindings(undefined)
    setIsBusy(false)
  }

  return { findings, isBusy, problem, examine: draft => void examine(draft), forget }
}
