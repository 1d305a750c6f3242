import { FAULT_KINDS, FAULT_STEPS, type ScenarioFault } from '../contract/scenarios.ts'
import { FAULT_DEFAULTS } from './defaults.ts'
import type { SpecLine } from './spec-line.ts'

/** `crash A commit 2 before insert`; what is left out is any writer, commit 1, before the step commit. */
export function parseFault(line: SpecLine): ScenarioFault {
  const kind = line.oneOf(FAULT_KINDS)
  const fault: ScenarioFault = { ...FAULT_DEFAULTS, kind }
  if (line.peek !== '' && !['commit', 'before'].includes(line.peek) && !/^\d/.test(line.peek)) {
    fault.writer = line.take("a writer's name")
  }
  if (line.takes('commit')) fault.commit = line.wholeNumber('the number of a commit')
  if (line.takes('before')) fault.step = line.oneOf(FAULT_STEPS)
  if (kind === 'delay') fault.ms = line.duration('how long')
  return fault
}
