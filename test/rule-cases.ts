import { describe, expect, test } from 'vitest'
import type { CommitLine } from '../src/shared/delta/actions.ts'
import { lookedAtRules } from '../src/shared/delta/looked-at-rules.ts'
import { parseAction } from '../src/shared/delta/parse-action.ts'
import { type Purpose, RULES } from '../src/shared/delta/rules.ts'
import { SnapshotBuilder } from '../src/shared/delta/snapshot.ts'
import { snapshotView } from '../src/shared/delta/snapshot-view.ts'
import type { TableView } from '../src/shared/delta/table-view.ts'
import { validateCommit } from '../src/shared/delta/validate-commit.ts'
import { validateAgainstTable } from '../src/shared/delta/validate-table.ts'

type Json = Readonly<Record<string, unknown>>

/** A commit on a table that earlier commits made; actions are JSON text, or values where text could not say it. */
export interface Situation {
  readonly before?: readonly (readonly string[])[]
  readonly commit: readonly (string | CommitLine)[]
  readonly view?: Partial<TableView>
}

/** For each rule a commit that breaks it and one that comes close and keeps it. */
export interface RuleCase {
  readonly broken: Situation
  readonly kept: Situation
  /** Where the finding points to, without the number of the line. */
  readonly at?: readonly (string | number)[]
}

export const SCHEMA = struct(field('id', 'long'), field('dt', 'date'))

export function field(name: string, type: unknown, metadata: Json = {}, nullable = true): Json {
  return { name, type, nullable, metadata }
}

export function struct(...fields: Json[]): Json {
  return { type: 'struct', fields }
}

export function protocol(reader = 1, writer = 2, lists: Json = {}): string {
  return line('protocol', { minReaderVersion: reader, minWriterVersion: writer, ...lists })
}

/** A protocol with feature lists; `forReaders` stand in both. */
export function features(forReaders: readonly string[], forWriters: readonly string[] = []): string {
  return protocol(3, 7, { readerFeatures: forReaders, writerFeatures: [...forReaders, ...forWriters] })
}

export function metaData(parts: Json = {}, schema: unknown = SCHEMA): string {
  const schemaString = typeof schema === 'string' ? schema : JSON.stringify(schema)
  const format = { provider: 'parquet', options: {} }
  return line('metaData', { id: 'table-1', format, schemaString, partitionColumns: [], configuration: {}, ...parts })
}

export function properties(configuration: Json, schema: unknown = SCHEMA): string {
  return metaData({ configuration }, schema)
}

const TIME_MS = 1_700_000_000_000

export function add(path: string, parts: Json = {}): string {
  const stats = '{"numRecords":10}'
  return line('add', {
    path,
    partitionValues: {},
    size: 1,
    modificationTime: TIME_MS,
    dataChange: true,
    stats,
    ...parts,
  })
}

export function remove(path: string, parts: Json = {}): string {
  return line('remove', { path, deletionTimestamp: TIME_MS, dataChange: true, ...parts })
}

export function cdc(path: string, parts: Json = {}): string {
  return line('cdc', { path, partitionValues: {}, size: 1, dataChange: false, ...parts })
}

export function txn(appId: string, version: number): string {
  return line('txn', { appId, version })
}

export function domain(name: string, configuration = '{}', removed = false): string {
  return line('domainMetadata', { domain: name, configuration, removed })
}

export function commitInfo(parts: Json = {}): string {
  return line('commitInfo', { timestamp: TIME_MS, operation: 'WRITE', ...parts })
}

export const VECTOR = {
  storageType: 'u',
  pathOrInlineDv: 'ab^-aqEH.-t@S}K{vb[*k^',
  offset: 1,
  sizeInBytes: 34,
  cardinality: 2,
}
export const OTHER_VECTOR = { ...VECTOR, offset: 40 }

export function line(kind: string, value: Json): string {
  return JSON.stringify({ [kind]: value })
}

/** A case for each rule, held against both kinds of validation. */
export function testRules(rules: Readonly<Record<string, unknown>>, cases: ReadonlyMap<string, RuleCase>): void {
  test('every rule has a case that breaks it and one that keeps it', () => {
    expect([...cases.keys()].sort()).toEqual(Object.keys(rules).sort())
  })

  describe.each([...cases])('%s', { timeout: 30_000 }, (rule, { broken, kept, at }) => {
    test('is found where it is broken, as severe as the catalogue says', () => {
      for (const purpose of ['writing', 'reading'] as const) {
        const found = verdict(broken, purpose).filter(issue => issue.rule === rule)
        const severity = severityOf(rule, purpose)
        if (found.length > 0) expect(rulesLookedAt(broken)).toContain(rule)
        expect(found.map(issue => issue.severity)).toEqual(severity === 'silent' ? [] : found.map(() => severity))
        expect(found.length > 0).toBe(severity !== 'silent')
        if (at && found[0]) expect(found[0].path.slice(1)).toEqual(at)
        for (const { message } of found) expect(message).toMatch(/^Expected .*|^[A-Z].*\.$/s)
      }
    })

    test('is not found where it is kept', () => {
      expect(verdict(kept, 'writing').filter(issue => issue.rule === rule)).toEqual([])
    })
  })
}

function rulesLookedAt({ before = [], commit }: Situation): readonly string[] {
  const kinds = new Set(commit.map(linesOf).map(({ action }) => action.kind))
  return lookedAtRules({ kinds, version: BigInt(before.length), isAgainstTable: true })
}

function severityOf(rule: string, purpose: Purpose): string | undefined {
  return Object.entries(RULES).find(([id]) => id === rule)?.[1][purpose]
}

/** Everything that both validations say. */
export function verdict({ before = [], commit, view }: Situation, purpose: Purpose = 'writing') {
  const builder = new SnapshotBuilder()
  before.forEach((lines, version) => {
    builder.apply(
      BigInt(version),
      lines.map(linesOf).map(({ action }) => action),
    )
  })
  const lines = commit.map(linesOf)
  const version = BigInt(before.length)
  const table = { ...snapshotView(builder.build()), ...view }
  return [...validateCommit(lines, version, purpose), ...validateAgainstTable(lines, table, purpose)]
}

function linesOf(text: string | CommitLine, index: number): CommitLine {
  if (typeof text !== 'string') return text
  const parsed = parseAction(text, index)
  if (parsed.kind === 'invalid') throw new Error(`A line of a case is malformed: ${JSON.stringify(parsed.issues)}`)
  return parsed.value
}
