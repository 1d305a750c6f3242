import type { Draft } from '../../shared/contract/schemas.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { readActionsFile } from './read-actions-file.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'
import { commitIdOption, SENDING_HELP, SENDING_OPTIONS, sendDraft } from './send-draft.ts'

export const commitCommand: Command = {
  name: 'commit',
  positionals: ['table', 'file.json'],
  options: { 'expected-version': { type: 'string' }, ...SENDING_OPTIONS },
  summary: 'make a file of actions the next version of a table',
  help: `<file.json> holds Delta JSON actions: one a line, as in a commit file, or an array of them; - reads standard input.

  --expected-version N   the version that the commit wants to become (required)
${SENDING_HELP}

With --json: {"kind": "committed", "version", "committedAt", "found", "commitId", "timings"}; with --dry-run: {"kind":
"would-commit", "version", "rows", "added", "removed", "total", "guards", "timings"}.`,
  async run({ database, positionals, values, surroundings }) {
    const expectedVersion = readVersionNumber(textOption(values, 'expected-version'), '--expected-version')
    if (expectedVersion === undefined) throw new CommandFailure('usage', 'Expected --expected-version N, got nothing.')
    const commitId = commitIdOption(values)
    const actions = await readActionsFile(positionals[1] ?? '-', surroundings.stdin)
    const { tableId, name } = await findTable(database, positionals[0])
    const draft: Draft = {
      tableId,
      commitId,
      readVersion: expectedVersion - 1n,
      expectedVersion,
      actions,
      committer: textOption(values, 'committer'),
    }
    return sendDraft(database, name, draft, values, surroundings)
  },
}
