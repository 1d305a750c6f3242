import type { Timings } from '../../../shared/contract/outcome.ts'
import { type CommitSteps, startSteps } from '../commit-steps.ts'
import type { Attending, Member } from './member.ts'

/** The steps that a group takes together. */
export interface GroupWatch {
  readonly steps: CommitSteps
  /** Aborted when every member has withdrawn. */
  readonly signal: AbortSignal
  /** From here on nobody can withdraw. */
  end(): void
}

/** A member that withdraws while others stay is answered at once, and the group goes on without it. */
export function watchGroup(group: readonly Attending[]): GroupWatch {
  const stop = new AbortController()
  const ends: (() => void)[] = []
  const steps = startSteps(undefined, stop.signal, step => {
    // Each has entered that step by itself, when it began to wait.
    if (step !== 'connect') for (const { member } of group) member.watchStep?.(step)
  })
  for (const attending of group) {
    const { signal } = attending.member
    const withdraw = () => {
      attending.withdrawn = true
      if (group.every(({ withdrawn }) => withdrawn)) stop.abort(signal?.reason)
      else attending.answer({ kind: 'cancelled', step: steps.current, timings: timingsIn(attending.member, steps) })
    }
    if (signal?.aborted) withdraw()
    else signal?.addEventListener('abort', withdraw, { once: true })
    ends.push(() => signal?.removeEventListener('abort', withdraw))
  }
  return {
    steps,
    signal: stop.signal,
    end() {
      for (const end of ends) end()
    },
  }
}

/** What a member did by itself, and what its group did for it. */
export function timingsIn({ steps: own }: Member, shared: CommitSteps): Timings {
  const [alone, together] = [own.timings(), shared.timings()]
  return { ...alone, ...together, connect: (alone.connect ?? 0) + (together.connect ?? 0) }
}
