import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { type DraftFile, readDraftFile } from '../../shared/contract/draft-file.ts'
import type { TogetherOutcome } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import { TOGETHER_TABLES_MAX } from '../../shared/limits.ts'
import { recordAttempt } from '../activity/record-attempt.ts'
import { commitTogether } from '../log/together/commit-together.ts'
import { systemReason } from '../object-store/system-reason.ts'
import type { Command, Surroundings } from './command.ts'
import { commandActivity } from './command-activity.ts'
import { CommandFailure } from './command-failure.ts'
import { commandJournal } from './command-journal.ts'
import { failureOfOutcome } from './failure-of-outcome.ts'
import { findTable } from './find-table.ts'
import { textOption } from './read-arguments.ts'

export const togetherCommand: Command = {
  name: 'commit-together',
  positionals: ['drafts.json'],
  options: { committer: { type: 'string' } },
  summary: 'commit drafts for several tables in one transaction, or none of them',
  help: `<drafts.json> holds an array of exported drafts (.dldraft.json), at most one for each table and ${TOGETHER_TABLES_MAX} in all; - reads
standard input. Each is found by the name of its table, wants the version that its file says, and goes under the commit id
of its file: sending the same file again finds its commits and never repeats them.

  --committer NAME   who commits (default: the database user)

With --json: {"committed": [{"table", "version", "committedAt", "found", "commitId"}]}.`,
  async run({ database, positionals, values, surroundings }) {
    const files = readDrafts(await readText(positionals[0] ?? '-', surroundings))
    const committer = textOption(values, 'committer')
    const named: { readonly name: string; readonly draft: Draft }[] = []
    for (const file of files) {
      const { tableId, name } = await findTable(database, file.table.name)
      named.push({ name, draft: draftOf(file, tableId, committer) })
    }
    const journal = commandJournal(database, values, surroundings)
    const activity = commandActivity(database, values, surroundings)
    const drafts = named.map(({ draft }) => draft)
    const outcomes = await commitTogether(database, drafts, { journal }, surroundings.signal)
    for (const [index, { name, draft }] of named.entries()) {
      const outcome = outcomes[index]
      if (outcome) {
        await recordAttempt(activity, { kind: 'commit', draft, tableName: Promise.resolve(name) }, async () => outcome)
      }
    }
    const committed = named.map(({ name, draft }, index) => committedOf(name, draft, outcomes, index))
    return {
      text: committed.map(({ table, version }) => `Committed as version ${version} of ${table}.`).join('\n'),
      json: { committed },
    }
  },
}

async function readText(file: string, { stdin }: Surroundings): Promise<string> {
  if (file === '-') return (await buffer(stdin)).toString('utf8')
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandFailure('refused', `The file ${file} cannot be read: ${systemReason(error)}.`)
  })
}

function readDrafts(text: string): DraftFile[] {
  const list = parseList(text)
  if (list.length === 0 || list.length > TOGETHER_TABLES_MAX) {
    throw new CommandFailure('refused', `Expected an array of 1 to ${TOGETHER_TABLES_MAX} drafts, got ${list.length}.`)
  }
  return list.map((item, index) => {
    const read = readDraftFile(JSON.stringify(item))
    if (read.kind === 'draft') return read.draft
    const reason = read.kind === 'broken' ? (read.issues[0]?.message ?? 'it cannot be read') : `it is ${read.kind}`
    throw new CommandFailure('refused', `Draft ${index + 1} is no exported draft: ${reason}.`)
  })
}

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : []
  } catch {
    throw new CommandFailure('refused', 'The drafts are not JSON.')
  }
}

function draftOf(file: DraftFile, tableId: string, committer: string | undefined): Draft {
  return {
    tableId,
    commitId: file.commitId,
    readVersion: BigInt(file.readVersion),
    expectedVersion: BigInt(file.expectedVersion),
    actions: file.actions,
    reads: file.reads,
    ...(file.operation.trim() === '' ? {} : { operation: file.operation }),
    committer: committer ?? (file.committer.trim() || undefined),
  }
}

/** Throws what kept one of them back: then none of them is a version. */
function committedOf(table: string, draft: Draft, outcomes: readonly TogetherOutcome[], index: number) {
  const failed = outcomes.find(({ kind }) => kind !== 'committed' && kind !== 'held-back')
  if (failed && failed.kind !== 'committed' && failed.kind !== 'held-back') throw failureOfOutcome(failed, draft)
  const outcome = outcomes[index]
  if (outcome?.kind !== 'committed') throw new Error('a draft was held back by none')
  const { version, committedAt, found } = outcome
  return { table, version, committedAt, found, commitId: draft.commitId }
}
