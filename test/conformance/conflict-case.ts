import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONFORMANCE_FOLDER } from '../real-logs.ts'

/** A case of `CONFLICT-CASES.json`; parts that no rule looks at are left out, missing lists are empty. */
export interface ConflictCase {
  readonly id: string
  readonly engine: string
  readonly title: string
  readonly table: DescribedTable
  readonly tableIsolation: string | undefined
  /** Only where the commit is checked at another level than its table's. */
  readonly effectiveIsolation: string | undefined
  readonly readVersion: number
  readonly setup: readonly JsonAction[]
  readonly reads: readonly JsonFields[]
  readonly myOperation: string | undefined
  readonly myActions: readonly JsonAction[]
  readonly winners: readonly JsonWinner[]
  readonly expectedCode: string
  readonly finalFiles: readonly string[] | undefined
  readonly expectedRebase: JsonFields
  /** Why it cannot or need not be compared: it is only described in words, or asks for what nothing here has. */
  readonly obstacle: string | undefined
}

export interface DescribedTable {
  readonly partitionColumns?: readonly string[] | undefined
  readonly schema?: string | undefined
  readonly features?: readonly string[] | undefined
  readonly properties?: Readonly<Record<string, string>> | undefined
}

export type JsonFields = Readonly<Record<string, unknown>>
export type JsonAction = Readonly<Record<string, JsonFields>>

export interface JsonWinner {
  readonly operation?: string | undefined
  readonly isBlindAppend?: boolean | undefined
  readonly commitInfoTags?: JsonFields | undefined
  /** Absent where the commit is there but cannot be read. */
  readonly actions?: readonly JsonAction[] | undefined
}

/** Every case; none where the file is absent. */
export function conflictCases(): readonly ConflictCase[] {
  const file = join(CONFORMANCE_FOLDER, 'CONFLICT-CASES.json')
  if (!existsSync(file)) return []
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const cases = Array.isArray(document) ? document : fields(document).cases
  return Array.isArray(cases) ? cases.map(caseOf) : []
}

function caseOf(source: unknown, index: number): ConflictCase {
  const given = fields(source)
  const table = fields(given.table)
  const properties = { ...fields(table.properties), ...fields(table.configuration) }
  return {
    id: textOf(given.id) ?? `#${index + 1}`,
    engine: textOf(given.engine) ?? 'delta-spark',
    title: textOf(given.title) ?? '',
    table: {
      partitionColumns: listOf(table.partitionColumns).map(String),
      schema: textOf(table.schema),
      features: listOf(table.features).map(String),
      properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, String(value)])),
    },
    tableIsolation: textOf(given.tableIsolation),
    effectiveIsolation: textOf(given.effectiveIsolation),
    readVersion: Number.isSafeInteger(given.readVersion) ? Number(given.readVersion) : 0,
    setup: actionsOf(given.setup),
    reads: listOf(given.reads).map(fields),
    myOperation: textOf(given.myOperation),
    myActions: actionsOf(given.myActions),
    winners: listOf(given.winners).map(winnerOf),
    expectedCode: textOf(given.expectedCode) ?? textOf(given.expected) ?? 'depends',
    finalFiles: Array.isArray(given.finalFiles) ? given.finalFiles.map(String) : undefined,
    expectedRebase: fields(given.expectedRebase),
    obstacle: obstacleOf(given),
  }
}

function winnerOf(source: unknown): JsonWinner {
  const { operation, isBlindAppend, commitInfoTags, note, actions } = fields(source)
  const isUnreadable = !Array.isArray(actions) || UNREADABLE.test(textOf(note) ?? '')
  return {
    operation: textOf(operation),
    isBlindAppend: typeof isBlindAppend === 'boolean' ? isBlindAppend : undefined,
    commitInfoTags: commitInfoTags === undefined || commitInfoTags === null ? undefined : fields(commitInfoTags),
    actions: isUnreadable ? undefined : actionsOf(actions),
  }
}

const UNREADABLE = /unavailable|unpublished|not (?:yet )?published|unreadable|cannot be read/i

function obstacleOf({
  runnable,
  reads,
  myActions,
  myActionsNote,
  winners,
  expectedCode,
  expected,
  config,
}: JsonFields) {
  if (runnable === false) return 'it is only described'
  if (reads !== undefined && reads !== null && !Array.isArray(reads)) return `its reads are ${JSON.stringify(reads)}`
  if (!Array.isArray(myActions)) return 'it has no actions'
  if (winners !== undefined && !Array.isArray(winners)) return `its winners are ${JSON.stringify(winners)}`
  if (
    isOnlyTold(myActions, myActionsNote) ||
    listOf(winners)
      .map(fields)
      .some(w => isOnlyTold(w.actions, w.actionsNote))
  ) {
    return 'its actions are only described'
  }
  if ((expectedCode ?? expected ?? 'depends') === 'depends') return 'nobody says how it ends'
  const unknown = listOf(reads)
    .map(fields)
    .find(read => !isKnownRead(read))
  if (unknown) return `nothing here knows the read ${JSON.stringify(unknown)}`
  const setting = Object.entries(fields(config)).find(isUnusualSetting)
  return setting && `it needs a session in which ${setting[0]} is ${String(setting[1])}`
}

function isOnlyTold(actions: unknown, note: unknown): boolean {
  return listOf(actions).length === 0 && textOf(note) !== undefined
}

const READS_NOTHING = /^(?:metadata|protocol|schema|snapshot|version|none)$/i

/** A scan, of every row where it names no predicate. */
export function isScan({ kind, expr, predicate }: JsonFields): boolean {
  return expr !== undefined || predicate !== undefined || /^(?:predicate|full|all|filterFiles|scan)/i.test(String(kind))
}

export function readsWholeTable({ kind }: JsonFields): boolean {
  return /whole/i.test(String(kind))
}

function isKnownRead(read: JsonFields): boolean {
  const isNothing = READS_NOTHING.test(textOf(read.kind) ?? '')
  return isNothing || isScan(read) || readsWholeTable(read) || READ_KEYS.some(key => key in read)
}

const READ_KEYS = ['path', 'paths', 'files', 'appId', 'appIds'] as const

/** The session switches that Spark has for conflicts, set otherwise than they are by default. */
function isUnusualSetting([key, value]: readonly [string, unknown]): boolean {
  const isOn = String(value).toLowerCase() === 'true'
  if (/conflictResolution/i.test(key)) return !isOn
  return /failConcurrent|enforce\w*(?:feature|enablement)/i.test(key) && isOn
}

/** An action named by its only key; anything else is no action. */
function actionsOf(value: unknown): JsonAction[] {
  return listOf(value).flatMap(action =>
    Object.entries(fields(action)).map(([name, body]) => ({
      [name]: typeof body === 'string' ? { change: body } : fields(body),
    })),
  )
}

export function fields(value: unknown): JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
