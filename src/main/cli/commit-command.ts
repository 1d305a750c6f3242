import type { DraftHeader } from '../../shared/contract/schemas.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { openActions } from './open-actions.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'
import { commitIdOption, SENDING_HELP, SENDING_OPTIONS, sendDraft } from './send-draft.ts'

export const commitCommand: Command = {
  name: 'commit',
  positionals: ['table', 'file.json'],
  options: { 'expected-version': { type: 'string' }, ...SENDING_OPTIONS },
  summary: 'make a file of actions the next version of a table',
  help: `<file.json> holds Delta JSON actions: one a line, as in a commit file, or an array of them; - reads standard input.
A large file is read, checked and sent line by line, in little memory: it may hold millions of files.

  --expected-version N   the version that the commit wants to become (required)
${SENDING_HELP}

With --json: {"kind": "committed", "version", "committedAt", "found", "commitId", "timings"}; with --dry-run: {"kind":
"would-commit", "version", "rows", "added", "removed", "total", "guards", "timings"}.`,
  async run(run) {
    const { database, positionals, values, surroundings } = run
    const expectedVersion = readVersionNumber(textOption(values, 'expected-version'), '--expected-version')
    if (expectedVersion === undefined) throw new CommandFailure('usage', 'Expected --expected-version N, got nothing.')
    const commitId = commitIdOption(values)
    await using actions = await openActions(positionals[1] ?? '-', surroundings.stdin)
    const { tableId, name } = await findTable(database, positionals[0])
    const draft: DraftHeader = {
      tableId,
      commitId,
      readVersion: expectedVersion - 1n,
      expectedVersion,
      committer: textOption(values, 'committer'),
    }
    return await sendDraft(run, name, { draft, source: actions.source })
  },
}
