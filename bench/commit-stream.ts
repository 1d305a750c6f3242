import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { copyUntypedRows } from '../src/main/copy/copy-writer.ts'
import { commit } from '../src/main/log/commit.ts'
import { commitStream } from '../src/main/log/stream/commit-stream.ts'
import { actionTable } from '../src/main/postgres/action-tables.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { withConnection } from '../src/main/postgres/transaction.ts'
import type { CommitOutcome } from '../src/shared/contract/outcome.ts'
import { creation, draftOf, newTable } from '../test/drafts.ts'
import { addRows } from './add-rows.ts'
import { type BenchServer, onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'
import { watchProcess } from './watch-process.ts'

const FILES = 1_000_000
const DRAFT_FILES = 100_000
const PIECE_CHARACTERS = 1024 * 1024
const AIM = 2

/** Commits that are read, judged and laid out in a thread: what they cost, and what the rest of the program feels of them. */
export function benchCommitStream(): Promise<Measurement[]> {
  return onBenchServer(async server => [...(await commitFile(server)), ...(await commitDraft(server))])
}

async function commitFile({ database, folder }: BenchServer): Promise<Measurement[]> {
  const path = join(folder, 'commit.json')
  await writeAdds(path)
  const tableId = await createdTable(database)
  const draft = { tableId, commitId: randomUUID(), readVersion: 0n, expectedVersion: 1n }
  const copyingMs = await bareCopyMs(database, FILES)
  const name = `a commit of ${FILES.toLocaleString('en')} files from a file`
  let outcome: CommitOutcome | undefined
  const start = performance.now()
  const felt = await watchProcess(name, async () => {
    outcome = await commitStream(database, draft, { kind: 'file', path }, { spoolFolder: folder })
  })
  const tookMs = performance.now() - start
  const { validate = 0, check = 0, lock = 0, insert = 0, record = 0, commit: end = 0 } = timingsOf(outcome)
  return [
    compared(`${name}, against the bare COPY of its rows`, tookMs, 'ms', copyingMs, AIM),
    compared(`${name}: while the table is locked`, lock + insert + record + end, 'ms', copyingMs, AIM),
    { name: `${name}: reading it, and holding it against itself`, value: validate, unit: 'ms' },
    { name: `${name}: holding it against its table`, value: check, unit: 'ms' },
    ...felt,
  ]
}

async function commitDraft({ database }: BenchServer): Promise<Measurement[]> {
  const tableId = await createdTable(database)
  const draft = draftOf(tableId, 1n, [...addRows(DRAFT_FILES)].map(addLine))
  let outcome: CommitOutcome | undefined
  const felt = await watchProcess(`a draft of ${DRAFT_FILES.toLocaleString('en')} files`, async () => {
    outcome = await commit(database, draft)
  })
  timingsOf(outcome)
  return felt
}

function timingsOf(outcome: CommitOutcome | undefined) {
  if (outcome?.kind !== 'committed') throw new Error(`the commit was not made: ${JSON.stringify(outcome)}`)
  return outcome.timings
}

async function createdTable(database: Database): Promise<string> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, creation()))
  return tableId
}

async function bareCopyMs(database: Database, size: number): Promise<number> {
  const tableId = await newTable(database)
  const start = performance.now()
  await withConnection(database, async client => {
    await client.query('begin')
    await copyUntypedRows(client, actionTable('dl_add_files'), addRows(size), { constants: { table_id: tableId } })
    await client.query('commit')
  })
  return performance.now() - start
}

async function writeAdds(path: string): Promise<void> {
  await using file = await open(path, 'w')
  let text = ''
  for (const row of addRows(FILES)) {
    text += `${JSON.stringify(addLine(row))}\n`
    if (text.length < PIECE_CHARACTERS) continue
    await file.write(text)
    text = ''
  }
  await file.write(text)
}

function addLine({ path, stats }: { readonly path: string; readonly stats: string | null }): object {
  return {
    add: { path, partitionValues: {}, size: 1_000_000, modificationTime: 1_700_000_000_000, dataChange: true, stats },
  }
}
