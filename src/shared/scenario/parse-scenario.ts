import {
  ENDINGS,
  OPERATIONS,
  RULES,
  type RunMode,
  type Scenario,
  type ScenarioTable,
  type ScenarioWriter,
  SIMULATED_STRATEGIES,
  scenarioSchema,
} from '../contract/scenarios.ts'
import { SCENARIO_TEXT_CHARACTERS_MAX, SCHEDULES_RUN_DEFAULT } from '../limits.ts'
import { checkScenario } from './check-scenario.ts'
import { SCENARIO_DEFAULTS, TABLE_DEFAULTS, WRITER_DEFAULTS } from './defaults.ts'
import { parseFault } from './parse-fault.ts'
import { listed, type SpecIssue, SpecLine, SpecProblem } from './spec-line.ts'

export type ReadScenario =
  | { readonly kind: 'ok'; readonly scenario: Scenario }
  | { readonly kind: 'invalid'; readonly issues: readonly SpecIssue[] }

type Open<T> = { -readonly [K in keyof T]: T[K] }

interface Reading {
  readonly scenario: Open<Omit<Scenario, 'tables' | 'writers' | 'faults'>> & {
    tables: Open<ScenarioTable>[]
    writers: Open<ScenarioWriter>[]
    faults: Scenario['faults']
  }
  /** The line on which a part begins, by its path: `writers.0`. */
  readonly lines: Map<string, number>
  block: 'table' | 'writer' | undefined
}

/** Reads a scenario's text; every line that is wrong is told of, with what was expected there. */
export function parseScenario(text: string): ReadScenario {
  if (text.length > SCENARIO_TEXT_CHARACTERS_MAX) {
    const expected = `at most ${SCENARIO_TEXT_CHARACTERS_MAX} characters`
    return { kind: 'invalid', issues: [{ line: 1, column: 1, expected, message: `Expected ${expected}.` }] }
  }
  const reading: Reading = {
    scenario: { ...SCENARIO_DEFAULTS, name: '', tables: [], writers: [], faults: [] },
    lines: new Map(),
    block: undefined,
  }
  const issues: SpecIssue[] = []
  for (const [index, source] of text.split(/\r?\n/).entries()) {
    try {
      const line = new SpecLine(source, index + 1)
      if (line.isEmpty) continue
      readLine(reading, line, /^\s/.test(source))
      line.end()
    } catch (error) {
      if (!(error instanceof SpecProblem)) throw error
      issues.push(error.issue)
    }
  }
  return issues.length > 0 ? { kind: 'invalid', issues } : finish(reading)
}

function finish({ scenario, lines }: Reading): ReadScenario {
  for (const writer of scenario.writers) {
    const [first] = scenario.tables
    if (writer.tables.length === 0 && first) writer.tables = [first.name]
  }
  const parsed = scenarioSchema.safeParse(scenario)
  const problems = parsed.success
    ? checkScenario(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ path: path.map(String), expected: message, message }))
  if (parsed.success && problems.length === 0) return { kind: 'ok', scenario: parsed.data }
  const issues = problems.map(({ path, expected, message }) => {
    const line = lineOf(lines, path)
    return { line, column: 1, expected, message }
  })
  return { kind: 'invalid', issues }
}

function lineOf(lines: ReadonlyMap<string, number>, path: readonly string[]): number {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(path.slice(0, length).join('.'))
    if (line !== undefined) return line
  }
  return 1
}

const LEVELS = ['Serializable', 'WriteSerializable'] as const

const TOP = [
  ...['scenario', 'title', 'teaches', 'seed', 'strategy', 'guards', 'lock-limit', 'statement-limit'],
  ...['table', 'writer', 'fault', 'run', 'expect'],
] as const

function readLine(reading: Reading, line: SpecLine, isIndented: boolean): void {
  if (isIndented && reading.block === 'table') readTableLine(reading, line)
  else if (isIndented && reading.block === 'writer') readWriterLine(reading, line)
  else readTopLine(reading, line)
}

function readTopLine(reading: Reading, line: SpecLine): void {
  reading.block = undefined
  const { scenario, lines } = reading
  const word = line.oneOf(TOP, `one of ${listed(TOP)}`)
  lines.set(word === 'scenario' ? 'name' : word, line.line)
  switch (word) {
    case 'scenario':
      scenario.name = line.take('a name')
      return
    case 'title':
    case 'teaches':
      scenario[word] = line.take('a text in quotes', true)
      return
    case 'seed':
      scenario.seed = line.wholeNumber('a whole number')
      return
    case 'strategy':
      scenario.strategy = line.oneOf(SIMULATED_STRATEGIES)
      return
    case 'guards':
      scenario.guards = line.oneOf(['on', 'off']) === 'on'
      return
    case 'lock-limit':
      scenario.lockMs = line.duration('a time')
      return
    case 'statement-limit':
      scenario.statementMs = line.duration('a time')
      return
    case 'table':
      lines.set(`tables.${scenario.tables.length}`, line.line)
      reading.block = 'table'
      scenario.tables.push({ ...structuredClone(TABLE_DEFAULTS), name: line.take('a name') })
      return
    case 'writer':
      lines.set(`writers.${scenario.writers.length}`, line.line)
      reading.block = 'writer'
      scenario.writers.push({ ...structuredClone(WRITER_DEFAULTS), name: line.take('a name'), tables: [] })
      if (line.takes('x')) Object.assign(scenario.writers.at(-1) ?? {}, { count: line.wholeNumber('a number') })
      return
    case 'fault':
      lines.set(`faults.${scenario.faults.length}`, line.line)
      scenario.faults.push(parseFault(line))
      return
    case 'run':
      scenario.run = readRun(line)
      return
    case 'expect':
      readClaim(scenario, line)
      return
  }
  word satisfies never
}

function readRun(line: SpecLine): RunMode {
  const kind = line.oneOf(['free', 'schedule', 'explore'])
  switch (kind) {
    case 'free':
      return { kind, seconds: Math.ceil(line.duration('a time') / 1_000) }
    case 'schedule':
      return { kind, schedule: line.peek === '' ? '' : line.take('letters') }
    case 'explore': {
      const max = /^\d/.test(line.peek) ? line.wholeNumber('a number of schedules') : SCHEDULES_RUN_DEFAULT
      return { kind, max, crashes: line.takes('crashes') ? 1 : 0 }
    }
  }
  kind satisfies never
}

function readClaim(scenario: Reading['scenario'], line: SpecLine): void {
  const claim = scenario.claim ?? { verdict: 'sound' as const, rules: [], sees: [] }
  const word = line.oneOf(['sound', 'broken', 'sees'])
  if (word === 'sees') {
    const sees = line.rest(listed(ENDINGS)).map(name => known(ENDINGS, name, line))
    scenario.claim = { ...claim, sees }
  } else {
    const rules = word === 'broken' && line.peek !== '' ? line.rest(listed(RULES)) : []
    scenario.claim = { ...claim, verdict: word, rules: rules.map(name => known(RULES, name, line)) }
  }
}

function known<T extends string>(words: readonly T[], word: string, line: SpecLine): T {
  const found = words.find(name => name === word)
  if (found === undefined) throw new SpecProblem(line.line, 1, listed(words), JSON.stringify(word))
  return found
}

function readTableLine({ scenario }: Reading, line: SpecLine): void {
  const table = scenario.tables.at(-1)
  if (table === undefined) return
  const word = line.oneOf(['files', 'partitions', 'clone', 'isolation'])
  const made = table.source.kind === 'made' ? table.source : TABLE_DEFAULTS.source
  switch (word) {
    case 'files':
      table.source = { ...made, kind: 'made', files: line.wholeNumber('a number of files') }
      return
    case 'partitions':
      table.source = { ...made, kind: 'made', partitions: line.rest('values of partitions') }
      return
    case 'clone': {
      const name = line.take("a table's name in quotes", true)
      const version = line.takes('at') ? BigInt(line.wholeNumber('a version')) : null
      table.source = { kind: 'clone', table: name, version }
      return
    }
    case 'isolation':
      table.isolation = line.oneOf(LEVELS)
      return
  }
  word satisfies never
}

const WRITER_WORDS = [
  ...['to', 'commits', 'in', 'app', 'think', 'reads', 'isolation', 'strategy', 'on', 'after'],
] as const

function readWriterLine({ scenario }: Reading, line: SpecLine): void {
  const writer = scenario.writers.at(-1)
  if (writer === undefined) return
  if (OPERATIONS.some(operation => operation === line.peek)) {
    writer.operation = line.oneOf(OPERATIONS)
    if (line.peek !== '') writer.files = line.wholeNumber('a number of files')
    return
  }
  const word = line.oneOf(WRITER_WORDS, `an operation (${listed(OPERATIONS)}) or one of ${listed(WRITER_WORDS)}`)
  switch (word) {
    case 'to':
      writer.tables = line.rest('names of tables')
      return
    case 'commits':
      writer.commits = line.wholeNumber('a number of commits')
      return
    case 'in':
      writer.partition = line.take('the value of a partition')
      return
    case 'app':
      writer.app = line.take('the name of an application')
      return
    case 'think':
      writer.thinkMs = line.duration('a time')
      return
    case 'reads':
      writer.reads = readReads(line)
      return
    case 'isolation':
      writer.isolation = line.oneOf(LEVELS)
      return
    case 'strategy':
      writer.strategy = line.oneOf(SIMULATED_STRATEGIES)
      return
    case 'on':
      writer.onConflict = readOnConflict(line)
      return
    case 'after':
      line.oneOf(['crash'])
      writer.restarts = line.oneOf(['restart', 'stop']) === 'restart'
      return
  }
  word satisfies never
}

function readReads(line: SpecLine): ScenarioWriter['reads'] {
  const kind = line.oneOf(['operation', 'nothing', 'table', 'scan'])
  return kind === 'scan' ? { kind, predicate: line.take('a predicate in quotes', true) } : { kind }
}

function readOnConflict(line: SpecLine): ScenarioWriter['onConflict'] {
  line.oneOf(['conflict'])
  const kind = line.oneOf(['fail', 'retry', 'rebase', 'renumber'])
  if (kind === 'fail') return { kind }
  const attempts = line.wholeNumber('a number of attempts')
  if (kind !== 'retry') return { kind, attempts }
  if (!line.takes('backoff')) return { kind, attempts, backoffMs: 0, backoffMaxMs: 0 }
  const backoffMs = line.duration('the first pause')
  return { kind, attempts, backoffMs, backoffMaxMs: line.takes('to') ? line.duration('the longest pause') : backoffMs }
}
