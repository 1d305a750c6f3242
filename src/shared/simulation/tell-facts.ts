import type { AttemptRecord } from './history.ts'
import type { StaleWrite } from './judge-order.ts'
import type { TableRecord, Violation } from './table-record.ts'

/** How a violation came about, one fact after the other, as far as the writers have told. */
export function tellFacts(
  { version, rule, commitId: about }: Violation,
  table: TableRecord,
  attempts: readonly AttemptRecord[],
): string[] {
  const commitIds = new Set(table.versions.filter(row => row.version === version).map(row => row.commitId))
  const involved = attempts.filter(({ tableId, commitId, wanted }) => {
    if (tableId !== table.tableId) return false
    if (about !== undefined) return commitId === about
    return commitIds.has(commitId) || (version !== undefined && wanted === version)
  })
  const told = involved.flatMap(factsOf).sort((a, b) => a.place - b.place)
  const end = involved.map(({ writer, told }) => `${writer} was told: ${toldText(told)}.`)
  return [...told.map(({ text }) => text), ...end, conclusionOf(rule, involved)].filter(text => text !== '')
}

interface Fact {
  readonly place: number
  readonly text: string
}

function factsOf({ writer, madeOn, wanted, steps }: AttemptRecord): Fact[] {
  const made = { place: steps[0]?.place ?? 0, text: `${writer} read the table at version ${madeOn}.` }
  const later = steps.flatMap(({ step, place }): Fact[] => {
    if (step === 'check')
      return [{ place, text: `${writer} looked at the head and found ${wanted - 1n} (step ${place}).` }]
    if (step === 'record') return [{ place, text: `${writer} recorded version ${wanted} (step ${place}).` }]
    if (step === 'commit') return [{ place, text: `${writer} sent COMMIT (step ${place}).` }]
    return []
  })
  return [made, ...later]
}

function toldText(told: AttemptRecord['told']): string {
  switch (told.kind) {
    case 'committed':
      return `committed as version ${told.version}`
    case 'not-committed':
      return 'not committed'
    case 'unknown':
      return 'nothing'
  }
}

function conclusionOf(rule: Violation['rule'], involved: readonly AttemptRecord[]): string {
  const names = [...new Set(involved.map(({ writer }) => writer))]
  const [one, other] = names
  if (rule === 'one-winner' && other !== undefined) {
    return `${other} looked before the commit of ${one} could be seen, and nothing made it look again: both hold one number.`
  }
  return ''
}

/** Why a commit must not have followed what it had not seen. */
export function tellStaleWrite({ attempt, version, conflict, winner }: StaleWrite): string[] {
  const { writer, madeOn, level, operation } = attempt
  const by = winner === undefined ? 'Somebody who is not of the run' : winner.writer
  return [
    `${writer} made its ${operation} on version ${madeOn}.`,
    `${by} committed version ${conflict.version} meanwhile (${winner?.operation ?? conflict.operation ?? 'unknown'}).`,
    `${writer} became version ${version} without having seen version ${conflict.version}.`,
    `Under ${level} it must not: ${conflict.reason}`,
  ]
}
