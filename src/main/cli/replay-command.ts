import { randomUUID } from 'node:crypto'
import { commitIdSchema, tableNameSchema } from '../../shared/contract/schemas.ts'
import { type ReplaySource, type ReplayTarget, replayOptionsSchema } from '../../shared/contract/task-inputs.ts'
import type { Database } from '../postgres/connection.ts'
import { getTable } from '../postgres/tables.ts'
import { replayCommits } from '../replay/replay-commits.ts'
import { plainControl } from '../tasks/task-work.ts'
import type { Command, OptionValues } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'
import { progressText, taskResult } from './task-results.ts'

export const replayCommand: Command = {
  name: 'replay',
  positionals: ['source', 'target'],
  options: {
    files: { type: 'boolean' },
    from: { type: 'string' },
    to: { type: 'string' },
    'renew-timestamps': { type: 'boolean' },
    'rewrite-from': { type: 'string' },
    'rewrite-to': { type: 'string' },
    'drop-commit-info': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    id: { type: 'string' },
  },
  summary: 'commit versions of one table onto another',
  help: `Commits each version of <source>, in order, onto <target> by the writer and its rules. <target> is made where there is no
table of that name; a new table that does not begin with version 0 begins with the state before it. Stops at the first
version that cannot be committed.

  --files               <source> is the folder of a log and not a table
  --from N, --to N      the range (default: all versions)
  --renew-timestamps    give every commitInfo the time of its replay
  --rewrite-from TEXT   paths that begin with TEXT ...
  --rewrite-to TEXT     ... begin with this one instead
  --drop-commit-info    leave the commitInfo out
  --dry-run             hold every version against the rules and write nothing
  --id UUID             names the replay: run again with the same id it goes on where it was left

With --json: {"tableId", "name", "head", "committed", "found", "skipped", "dryRun", "id"}.`,
  async run({ database, positionals, values, surroundings: { signal }, onProgress }) {
    const id = readId(textOption(values, 'id'))
    const rewriteFrom = textOption(values, 'rewrite-from')
    const rewriteTo = textOption(values, 'rewrite-to') ?? ''
    const options = replayOptionsSchema.parse({
      timestamps: values['renew-timestamps'] === true ? 'renew' : 'keep',
      rewritePaths: rewriteFrom === undefined ? undefined : { from: rewriteFrom, to: rewriteTo },
      dropCommitInfo: values['drop-commit-info'] === true,
      dryRun: values['dry-run'] === true,
    })
    const source = await readSource(database, positionals[0] ?? '', values)
    const target = await readTarget(database, positionals[1] ?? '')
    const control = plainControl(id, signal, progress => onProgress(progressText(progress)))
    const { text, json } = taskResult(
      await replayCommits(database, { kind: 'replay', source, target, options }, control),
    )
    return { text, json: { ...Object(json), id } }
  },
}

async function readSource(database: Database, name: string, values: OptionValues): Promise<ReplaySource> {
  const from = readVersionNumber(textOption(values, 'from'), '--from')
  const to = readVersionNumber(textOption(values, 'to'), '--to')
  if (values.files === true) return { kind: 'log', path: name, from, to }
  const { tableId, head, firstVersion } = await findTable(database, name)
  if (head < 0n) throw new CommandFailure('not-found', `The table ${name} has no version yet.`)
  return { kind: 'table', tableId, from: from ?? firstVersion ?? 0n, to: to ?? head }
}

async function readTarget(database: Database, name: string): Promise<ReplayTarget> {
  const read = tableNameSchema.safeParse(name)
  if (!read.success) throw new CommandFailure('usage', 'Expected a table name as <target>.')
  const table = await getTable(database, name)
  return table ? { kind: 'existing', tableId: table.tableId } : { kind: 'new', name }
}

function readId(id: string | undefined): string {
  if (id === undefined) return randomUUID()
  const read = commitIdSchema.safeParse(id)
  if (read.success) return read.data
  throw new CommandFailure('usage', `Expected a uuid as --id, got ${JSON.stringify(id)}.`)
}
