import type { WriterResult } from '../../shared/contract/simulation-results.ts'
import type { SimulatedWriter } from './lab.ts'
import type { CommitEnding } from './stage.ts'

/** Commits of one writer that a result tells of; the rest is counted in the measures. */
const ENDINGS_SHOWN_MAX = 200

export function writerResult({ name, spec }: SimulatedWriter, endings: readonly CommitEnding[]): WriterResult {
  const shown = endings.slice(0, ENDINGS_SHOWN_MAX)
  return {
    writer: name,
    operation: spec.operation,
    endings: shown.map(({ commit, ending, version, attempts, told }) => ({ commit, ending, version, attempts, told })),
  }
}
