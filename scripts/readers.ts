/**
 * `npm run test:readers [-- --write | --bounded]`: shows mirrored tables to programs of others, with their commits alone and
 * beginning with a checkpoint, and compares what they see with what we see. A reader that cannot be had is skipped with its
 * reason. `--write` keeps the results in docs/readers.md, `--bounded` leaves out readers that need hundreds of megabytes.
 * Exits with 1 where a reader sees something else.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onBenchServer } from '../bench/copy-server.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { expectImported, runImport } from '../test/import.ts'
import { compareSeen } from './readers/compare-seen.ts'
import { foreignCommit } from './readers/foreign-commit.ts'
import { type MirroredTable, mirrorTable, publish } from './readers/mirrored-table.ts'
import { type Answer, type Answers, appendBy, askReader, DELTARS, READERS, type Reader } from './readers/reader.ts'
import { shownTables } from './readers/shown-tables.ts'

type Verdict = { readonly mark: 'same' | 'differs' | 'refused' | 'no data' | 'skipped'; readonly detail?: string }

const LEFT_OUT: Answers = { kind: 'skipped', reason: 'it is too large for a bounded run' }
const isBounded = process.argv.includes('--bounded')
const folder = await mkdtemp(join(tmpdir(), 'deltadesk-readers-'))
try {
  const { tables, foreign } = await onBenchServer(async ({ database }) => ({
    tables: await makeTables(database),
    foreign: await foreignCommits(database),
  }))
  const rows = new Map<string, Map<string, Verdict>>(tables.map(({ name }) => [name, new Map()]))
  const skipped: string[] = []
  for (const reader of READERS) {
    const shown = tables.filter(({ hasData }) => hasData || !reader.needsData)
    const paths = shown.flatMap(({ commitsOnly, withCheckpoint }) => [commitsOnly, withCheckpoint])
    const answers = isBounded && reader.isLarge ? LEFT_OUT : askReader(reader, paths)
    if (answers.kind === 'skipped') {
      skipped.push(`${reader.name}: ${answers.reason}`)
      console.log(`skipped ${reader.name}: ${answers.reason}`)
    }
    for (const table of tables) rows.get(table.name)?.set(reader.name, judge(reader, table, answers))
  }
  report(rows)
  for (const sentence of foreign) console.log(sentence)
  if (process.argv.includes('--write')) await writeFile('docs/readers.md', markdown(rows, skipped, foreign))
  const differs = [...rows.values()].some(row => [...row.values()].some(({ mark }) => mark === 'differs'))
  process.exitCode = differs ? 1 : 0
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function makeTables(database: Database): Promise<MirroredTable[]> {
  const tables: MirroredTable[] = []
  for (const table of shownTables()) tables.push(await mirrorTable(database, folder, table))
  const source = join(folder, 'imported')
  const problem = appendBy(DELTARS, source, 3)
  if (problem !== undefined) {
    console.log(`no table to import: ${problem}`)
  } else {
    const { tableId, head } = expectImported(await runImport(database, source))
    tables.push(await publish(database, tableId, head, source, { name: 'imported from delta-rs', hasData: true }))
  }
  return tables
}

function judge({ needsData }: Reader, { hasData, snapshot, ...table }: MirroredTable, answers: Answers): Verdict {
  if (answers.kind === 'skipped') return { mark: 'skipped' }
  if (needsData && !hasData) return { mark: 'no data' }
  const details: string[] = []
  let isRefused = false
  for (const path of [table.commitsOnly, table.withCheckpoint]) {
    const answer: Answer | undefined = answers.answers.find(candidate => candidate.path === path)
    const state = path === table.commitsOnly ? 'commits' : 'checkpoint'
    if (!answer) continue
    if ('refused' in answer) {
      isRefused = true
      details.push(`${state}: ${answer.refused.split('\n')[0]}`)
    } else {
      details.push(...compareSeen(snapshot, answer.seen).map(difference => `${state}: ${difference}`))
    }
  }
  // What a reader does not read from the commits either is no matter of our checkpoint.
  const isAlike = isRefused && details.length === 2 && details.every(detail => !/expected .* saw/.test(detail))
  if (details.length === 0) return { mark: 'same' }
  return { mark: isAlike ? 'refused' : 'differs', detail: details.join('; ') }
}

async function foreignCommits(database: Database): Promise<string[]> {
  const sentences: string[] = []
  for (const reader of READERS.filter(({ appendScript, isLarge }) => appendScript && !(isBounded && isLarge))) {
    sentences.push(await foreignCommit(database, folder, reader.name, path => appendBy(reader, path, 1)))
  }
  return sentences
}

function report(rows: ReadonlyMap<string, ReadonlyMap<string, Verdict>>): void {
  for (const [table, verdicts] of rows) {
    for (const [reader, { mark, detail = '' }] of verdicts)
      console.log(`${mark.padEnd(8)} ${table}, ${reader} ${detail}`)
  }
}

function markdown(
  rows: ReadonlyMap<string, ReadonlyMap<string, Verdict>>,
  skipped: readonly string[],
  foreign: readonly string[],
): string {
  const names = READERS.map(({ name }) => name)
  const lines = [...rows].map(
    ([table, verdicts]) => `| ${[table, ...names.map(name => cell(verdicts.get(name)))].join(' | ')} |`,
  )
  return [
    '# What other programs read',
    '',
    'Written by `npm run test:readers -- --write`. Each table is shown twice: with its commits alone, and beginning with a',
    'checkpoint of ours, the commits before it removed. Compared are version, files, columns, properties, transactions and,',
    'where data files are read, rows. "no data" means that the reader reads data files and the table is a log without any.',
    '',
    `| table | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---').join('|')}|`,
    ...lines,
    '',
    ...skipped.map(reason => `- Skipped: ${reason}`),
    ...foreign.map(sentence => `- ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`),
    '',
  ].join('\n')
}

function cell(verdict: Verdict | undefined): string {
  if (!verdict) return '-'
  return verdict.detail === undefined
    ? verdict.mark
    : `${verdict.mark}: ${verdict.detail.replaceAll('|', '/').slice(0, 160)}`
}
