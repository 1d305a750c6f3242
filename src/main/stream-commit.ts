import type { CommitNews, CommitStep } from '../shared/contract/outcome.ts'
import type { AppendRequest } from '../shared/contract/strategy.ts'
import type { App } from './app.ts'
import { appendCommit } from './append-commit.ts'

/** Commits a draft and tells each step as it begins, at the end the outcome; steps that pass unseen are left out. */
export async function* streamCommit(app: App, request: AppendRequest, signal: AbortSignal): AsyncGenerator<CommitNews> {
  let step: CommitStep | undefined
  let moved = Promise.withResolvers<void>()
  const working = appendCommit(app, request, signal, next => {
    step = next
    moved.resolve()
  })
  // Whoever leaves the stream early has the commit cancelled by its signal, and nobody waits for how it ends.
  working.catch(() => {})
  while (true) {
    const outcome = await Promise.race([working, moved.promise])
    if (outcome) {
      yield { kind: 'outcome', outcome }
      return
    }
    moved = Promise.withResolvers<void>()
    if (step) yield { kind: 'step', step }
  }
}

/** What comes later says all that is worth telling. */
export function newerNews(_held: CommitNews, next: CommitNews): CommitNews {
  return next
}
