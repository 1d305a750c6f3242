import type { ImportProblem } from '../../shared/contract/import.ts'

/** A finding as a problem: whoever gets it knows what it means for the whole. */
export function problemOf({ rule, file, line, message, issue }: ImportProblem): ImportProblem {
  return { rule, file, line, message, ...(issue && { issue }) }
}
