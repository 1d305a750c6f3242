import type { Scenario, ScenarioFault, ScenarioWriter } from '../contract/scenarios.ts'
import { SCHEDULED_WRITERS_MAX, SIMULATION_WRITERS_MAX } from '../limits.ts'
import { writerNames } from './writer-names.ts'

interface ScenarioProblem {
  readonly path: readonly string[]
  readonly expected: string
  readonly message: string
}

/** What no single part of a scenario can tell: names that must exist, numbers that must fit together. */
export function checkScenario(scenario: Scenario): ScenarioProblem[] {
  const { tables, writers, faults, run } = scenario
  const names = writerNames(scenario)
  const problems: ScenarioProblem[] = [
    ...twice(tables, 'tables'),
    ...twice(writers, 'writers'),
    ...writers.flatMap((writer, index) => checkWriter(writer, index, scenario)),
    ...faults.flatMap((fault, index) => checkFault(fault, index, names)),
  ]
  if (names.length > SIMULATION_WRITERS_MAX) {
    problems.push(problem(['writers'], `at most ${SIMULATION_WRITERS_MAX} writers in all`, String(names.length)))
  }
  if (run.kind !== 'free' && names.length > SCHEDULED_WRITERS_MAX) {
    const expected = `at most ${SCHEDULED_WRITERS_MAX} writers where their steps are put in an order (run free takes more)`
    problems.push(problem(['run'], expected, String(names.length)))
  }
  if (run.kind === 'schedule') {
    const last = String.fromCharCode(64 + names.length)
    const strange = [...run.schedule].find(letter => letter.toUpperCase() > last)
    if (strange !== undefined) problems.push(problem(['run'], `letters from A to ${last}, one a writer`, strange))
  }
  return problems
}

function twice(parts: readonly { readonly name: string }[], where: string): ScenarioProblem[] {
  return parts.flatMap(({ name }, index) =>
    parts.findIndex(part => part.name === name) === index
      ? []
      : [problem([where, String(index)], 'a name that no other has', name)],
  )
}

function checkWriter(writer: ScenarioWriter, index: number, { tables, strategy }: Scenario): ScenarioProblem[] {
  const path = ['writers', String(index)]
  const problems: ScenarioProblem[] = []
  for (const name of writer.tables) {
    if (tables.some(table => table.name === name)) continue
    problems.push(problem(path, `one of the tables ${tables.map(table => table.name).join(', ')}`, name))
  }
  const isTogether = writer.operation === 'together' || writer.operation === 'foreign'
  if (!isTogether && writer.tables.length > 1) {
    problems.push(problem(path, 'one table (together and foreign take several)', writer.tables.join(' ')))
  }
  if (new Set(writer.tables).size < writer.tables.length) {
    problems.push(problem(path, 'each table once', writer.tables.join(' ')))
  }
  const source = tables.find(({ name }) => name === writer.tables[0])?.source
  if (writer.partition !== null && source?.kind === 'made' && !source.partitions.includes(writer.partition)) {
    problems.push(problem(path, `a partition of ${writer.tables[0]}`, writer.partition))
  }
  if (writer.operation === 'together' && (writer.strategy ?? strategy) === 'unprotected') {
    problems.push(problem(path, 'a strategy that protects: several tables are always locked', 'unprotected'))
  }
  return problems
}

function checkFault({ kind, writer, step }: ScenarioFault, index: number, names: readonly string[]): ScenarioProblem[] {
  const path = ['faults', String(index)]
  if (writer !== null && !names.includes(writer)) {
    return [problem(path, `one of the writers ${names.slice(0, 20).join(', ')}`, writer)]
  }
  if ((kind === 'lose-answer' || kind === 'crash-after') && step !== 'commit') {
    return [problem(path, 'the step commit: only its answer can be lost', step)]
  }
  return []
}

function problem(path: readonly string[], expected: string, got: string): ScenarioProblem {
  return { path, expected, message: `Expected ${expected}, got ${JSON.stringify(got)}.` }
}
