import type { TaskOutcome } from '../../shared/contract/tasks.ts'

export function nameTaken(name: string): TaskOutcome {
  const message = `There is a table named ${name} already; expected a name that is free.`
  return { kind: 'refused', problems: [{ rule: 'import.name-taken', file: null, line: null, message }], kept: null }
}
